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

/// All heads; docs/networks.md describes them. "none" is the feature map itself.
std::vector<std::string> head_names();
/// Those of a task: "single", output [4], xmin ymin xmax ymax relative to the image; "faces", output
/// [N,5] (graph::DecodeFaces).
std::vector<std::string> head_names(std::string_view task);
/// What the output is called in a model file: "box", "faces" or "features". UsageError: no such head.
std::string output_name(std::string_view head);
/// "none" (maps as they are), "merge" (each with the next deeper one), "pyramid" (with all deeper
/// ones).
std::vector<std::string> neck_names();
/// What DenseOptions::head_conv may be.
std::vector<std::string> unit_names();

}  // namespace efs::nn
