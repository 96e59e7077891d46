// Small networks for the training tests.
#pragma once

#include "graph/builder.h"
#include "train/trainer.h"

namespace efs::train {

/// Two convolutions with batch normalisation, dropout and stochastic depth: everything that has a
/// state or draws numbers. Without `noise`: no dropout and no stochastic depth. The
/// last layer's name says whether it is a head.
inline graph::Graph small_network(int input = 16, bool noise = true, const char* last = "fc") {
  using namespace graph;
  Builder builder(3, input, input);
  NodeId x = builder.add("conv1",
                         Conv2d{.out_channels = 8,
                                .kernel_h = 3,
                                .kernel_w = 3,
                                .stride = 2,
                                .padding = 1,
                                .bias = false,
                                .weight_init = {Init::kKaimingNormalFanOut}},
                         builder.input());
  x = builder.add("bn1", BatchNorm2d{}, x);
  x = builder.add("relu1", Activation{}, x);
  NodeId branch = builder.add(
      "conv2", Conv2d{.out_channels = 8, .kernel_h = 3, .kernel_w = 3, .stride = 1, .padding = 1},
      x);
  branch = builder.add("depth", StochasticDepth{noise ? 0.2 : 0.0}, branch);
  x = builder.add("sum", Add{}, {x, branch});
  x = builder.add("flat", Flatten{}, x);
  x = builder.add("dropout", Dropout{noise ? 0.1 : 0.0}, x);
  x = builder.add(last, Linear{.out_features = 4}, x);
  return builder.finish(x);
}

inline TrainOptions quick_options() {
  TrainOptions options;
  options.batch_size = 4;
  options.seed = 7;
  options.learning_rate = 3e-3;
  options.device = "cpu";
  return options;
}

}  // namespace efs::train
