// The parts of a network that take time, as numbers for a regression.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// 1 for every network; how many operators a runtime executes (batch normalisation and activations
/// are folded into the convolution before them); multiply-accumulates, in 10^6, of convolutions 1x1,
/// of depthwise ones, of those with groups, of all others and of linear layers; and 10^6 values that
/// the other operators write.
std::vector<double> latency_features(const Graph& graph);
/// What each node adds to them; the run itself is no node's.
std::vector<std::vector<double>> latency_features_by_node(const Graph& graph);

}  // namespace efs::graph
