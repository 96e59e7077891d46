// Whether weights fit a graph.
#pragma once

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// The weights for this graph; those of the head may be missing, and a classifier's may be left
/// over. Error lists every missing and unexpected key and every wrong shape.
graph::Weights match_weights(const graph::Graph& graph, const graph::Weights& weights);

/// The tensors of the graph's backbone. `weights` may hold those of a head and a neck, too. A graph
/// that ends at a tap needs fewer than `whole`, the architecture's whole backbone. Error lists
/// every missing key, every wrong shape, and every key that belongs neither to the whole backbone
/// nor to a classifier (resnet34's layers for resnet18).
graph::Weights match_backbone(const graph::Graph& graph, const graph::Graph& whole,
                              const graph::Weights& weights);

}  // namespace efs::train
