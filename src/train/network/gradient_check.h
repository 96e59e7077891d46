// Whether a network can be trained at all. torch-free.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

struct GradientCheck {
  int parameters = 0;                 // trainable tensors
  std::vector<std::string> infinite;  // those with a gradient that is not finite, or none
  int silent = 0;                     // those whose gradient is zero
  /// Dropout may silence a layer for once, not half a network.
  bool passes() const { return infinite.empty() && 2 * silent < parameters; }
};

/// One training pass in float32 over two images of noise, and back from the sum of the outputs' sizes.
GradientCheck check_gradients(const graph::Graph& graph, const graph::Weights& weights);

}  // namespace efs::train
