// A Graph executed by libtorch. torch-free header: torch_network.h has the tensors.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// Runs the graph in evaluation mode, float32, on one image or several, which stand one after the other
/// in input and output, row-major. Each is run alone. Exports are checked against it.
std::vector<float> run_network(const graph::Graph& graph, const graph::Weights& weights,
                               const std::vector<float>& input);

}  // namespace efs::train
