// Weights and images with which a wrong file shows.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// Fresh weights leave batch-norm, layer scale and biases neutral, where a wrong fold would not
/// show: these are drawn anew.
graph::Weights lively_weights(const graph::Graph& graph, std::uint64_t seed);

/// As a normalised photograph: mean 0, standard deviation 1.
std::vector<float> random_image(const graph::Graph& graph, std::uint64_t seed);

}  // namespace efs::onnx
