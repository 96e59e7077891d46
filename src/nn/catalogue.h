// The table of architectures that can be searched over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "graph/graph.h"

namespace efs::nn {

/// One row: a backbone as torchvision defines it, up to the features that its classifier pools.
struct Architecture {
  std::string name;     // torchvision's
  std::string family;   // "resnet"
  int feature_dim = 0;  // channels of the last feature map
  int min_input = 32;   // smallest square input that leaves at least 1x1
  std::string paper;    // "arXiv 1512.03385"
  /// Adds the backbone's nodes behind the builder's input; returns the feature map
  /// [feature_dim,h,w].
  graph::NodeId (*build)(graph::Builder& builder);
};

/// The original's 21, in its order.
const std::vector<Architecture>& architectures();
/// Error offers the nearest name.
const Architecture& architecture(std::string_view name);

/// Heads: "none" (the feature map itself), "gap" (the original's: global average pool,
/// linear d -> d/2, ReLU, linear d/2 -> 4, output [4]: xmin ymin xmax ymax relative to the image).
std::vector<std::string> head_names();

struct NetworkOptions {
  std::string architecture = "resnet18";
  std::string head = "gap";
  int input = 128;  // square, pixels
};

/// The whole detector. Head parameters are named "head.*", backbone parameters as torchvision's.
graph::Graph build_network(const NetworkOptions& options);

}  // namespace efs::nn
