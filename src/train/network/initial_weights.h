// The weights that training begins with where nothing was learnt before. torch-free.
#pragma once

#include <cstdint>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// Weights drawn by the graph's init rules from this seed.
graph::Weights initial_weights(const graph::Graph& graph, std::uint64_t seed);

}  // namespace efs::train
