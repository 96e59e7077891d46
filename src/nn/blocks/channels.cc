#include "nn/blocks/channels.h"

#include <algorithm>

namespace efs::nn {

int round_channels(double channels, int divisor) {
  const int nearest = static_cast<int>(channels + divisor / 2.0) / divisor * divisor;
  const int rounded = std::max(divisor, nearest);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}

}  // namespace efs::nn
