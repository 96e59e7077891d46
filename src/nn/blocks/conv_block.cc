#include "nn/blocks/conv_block.h"

#include <algorithm>

namespace efs::nn {

int round_channels(double channels) {
  constexpr int kDivisor = 8;
  const int nearest = static_cast<int>(channels + kDivisor / 2.0) / kDivisor * kDivisor;
  const int rounded = std::max(kDivisor, nearest);
  return rounded < 0.9 * channels ? rounded + kDivisor : rounded;
}

graph::Conv2d same_conv(int out_channels, int kernel, int stride, int groups,
                        graph::InitRule weight_init) {
  return {.out_channels = out_channels,
          .kernel_h = kernel,
          .kernel_w = kernel,
          .stride = stride,
          .padding = kernel / 2,
          .groups = groups,
          .bias = false,
          .weight_init = weight_init};
}

graph::NodeId conv_norm(graph::Builder& builder, const std::string& prefix, graph::NodeId input,
                        const graph::Conv2d& conv, const NormActivation& tail) {
  graph::NodeId x = builder.add(prefix + ".0", conv, input);
  x = builder.add(prefix + ".1", tail.norm, x);
  if (tail.activation) x = builder.add(prefix + ".2", graph::Activation{*tail.activation}, x);
  return x;
}

}  // namespace efs::nn
