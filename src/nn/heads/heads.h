// What turns a feature map into a box.
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

}  // namespace efs::nn
