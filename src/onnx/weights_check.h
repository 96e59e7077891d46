#pragma once

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// Error unless `weights` holds every parameter of the graph in its shape, with finite values.
/// The message lists all that is wrong, not the first. Further tensors are allowed.
void check_weights(const graph::Graph& graph, const graph::Weights& weights);

}  // namespace efs::onnx
