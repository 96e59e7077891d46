#include "train/metrics.h"

#include <limits>
#include <numeric>

namespace efs::train {

NamedValues ValidationMetrics::values() const {
  const auto images = static_cast<double>(ious_.size());
  return {{kLoss, loss_sum_ / images},
          {kAccuracy, std::accumulate(ious_.begin(), ious_.end(), 0.0) / images}};
}

NamedValues diverged_metrics() {
  return {{kLoss, std::numeric_limits<double>::quiet_NaN()}, {kAccuracy, 0.0}};
}

}  // namespace efs::train
