// What OpenCV makes of an exported Graph; and numbers to feed it.
#pragma once

#include <cstddef>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// Exports, loads the file with the opencv runtime and runs it twice with another input between:
/// both results must be equal.
std::vector<float> run_in_opencv(const graph::Graph& graph, const graph::Weights& weights,
                                 const std::vector<float>& input);

/// -3, ..., +3 in an order without a pattern: hits all pieces of the piecewise activations.
std::vector<float> spread_values(std::size_t count);

/// Values for every parameter: spread, variances positive.
graph::Weights spread_weights(const graph::Graph& graph);

}  // namespace efs::onnx
