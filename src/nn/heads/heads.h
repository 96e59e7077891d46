// Heads: the layers that turn feature maps into boxes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/task_names.h"
#include "graph/builder.h"
#include "nn/blocks/dense_options.h"
#include "nn/blocks/features.h"

namespace efs::nn {

struct Head {
  std::string name;
  std::string_view task;  // of core/task_names.h; empty: none, the features are the result
  std::string output;     // the name of the network's output in a model file
  /// Adds the head's nodes behind `maps` [C,H,W], the finest first; returns the network's output.
  graph::NodeId (*build)(graph::Builder& builder, const Features& maps,
                         const DenseOptions& options);
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
/// A score and a box of every cell of every map; [N,5] (graph::DecodeFaces).
graph::NodeId build_dense_head(graph::Builder& builder, const Features& maps,
                               const DenseOptions& options);

}  // namespace efs::nn
