// The cost of a network, from its structure alone.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace efs::graph {

struct Cost {
  std::int64_t weight_count = 0;  // trainable values, as PyTorch counts them
  std::int64_t macs = 0;          // multiply-accumulates of convolutions and linear layers, batch 1
};

Cost cost(const Graph& graph);
/// One entry a node, in node order.
std::vector<Cost> cost_by_node(const Graph& graph);

}  // namespace efs::graph
