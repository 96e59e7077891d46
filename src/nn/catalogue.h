// The table of architectures that can be searched over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "graph/graph.h"
#include "nn/blocks/features.h"
#include "nn/widths.h"

namespace efs::nn {

/// One row: a backbone as torchvision defines it, up to the features that its classifier pools.
struct Architecture {
  std::string name;     // torchvision's
  std::string family;   // "resnet"
  int feature_dim = 0;  // channels of the last feature map
  int min_input = 32;   // smallest side of an input that leaves at least 1x1
  std::string paper;    // "arXiv 1512.03385"
  /// Adds the backbone's nodes behind the builder's input; returns its maps, of which the last, at
  /// width 1, is [feature_dim,h,w].
  Features (*build)(graph::Builder& builder, double width) = nullptr;
  Widths widths = {};  // multipliers of its own channels
};

/// The original's 21, in its order.
const std::vector<Architecture>& architectures();
/// UsageError offers the nearest name.
const Architecture& architecture(std::string_view name);

/// "none" (the feature map itself) and the heads that give a box, output [4]: xmin ymin xmax ymax
/// relative to the image. "gap" is the original's; docs/networks.md describes all.
std::vector<std::string> head_names();
/// "none" (the tapped map alone), "merge" (with the next deeper one).
std::vector<std::string> neck_names();

}  // namespace efs::nn
