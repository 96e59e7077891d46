#pragma once

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::graph {

/// Error unless `weights` holds every parameter of the graph in its shape, with finite values.
/// The message lists all that is wrong, not the first. Further tensors are allowed.
void check_weights(const Graph& graph, const Weights& weights);

}  // namespace efs::graph
