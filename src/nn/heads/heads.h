// Heads: the layers that turn a feature map into a box.
#pragma once

#include <string>
#include <vector>

#include "graph/builder.h"

namespace efs::nn {

struct Head {
  std::string name;
  /// Adds the head's nodes behind `features` [C,H,W]; returns the network's output.
  graph::NodeId (*build)(graph::Builder& builder, graph::NodeId features);
};

const std::vector<Head>& heads();
/// UsageError offers the nearest name.
const Head& head(std::string_view name);

/// The original's: global average pool, linear d -> d/2, ReLU, linear d/2 -> 4.
graph::NodeId build_gap_head(graph::Builder& builder, graph::NodeId features);
/// 1x1 convolution to a few channels, max pool to at most 8x8, and a linear layer that sees every
/// position.
graph::NodeId build_flatten_head(graph::Builder& builder, graph::NodeId features);
/// Each side of the box is the mean of (cell + offset) under a heat map of its own: DSNT, Nibali et
/// al., arXiv 1801.07372, with offsets.
graph::NodeId build_soft_argmax_head(graph::Builder& builder, graph::NodeId features);
/// One heat map of the face's centre; each side of the box is the mean of (cell + distance) under
/// it.
graph::NodeId build_center_head(graph::Builder& builder, graph::NodeId features);

}  // namespace efs::nn
