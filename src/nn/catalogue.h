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
  int min_input = 32;   // smallest square input that leaves at least 1x1
  std::string paper;    // "arXiv 1512.03385"
  Widths widths;        // multipliers of its own channels
  /// Adds the backbone's nodes behind the builder's input; returns its maps, of which the last, at
  /// width 1, is [feature_dim,h,w].
  Features (*build)(graph::Builder& builder, double width);
};

/// The original's 21, in its order.
const std::vector<Architecture>& architectures();
/// Error offers the nearest name.
const Architecture& architecture(std::string_view name);

/// The strides at which an architecture can be tapped, rising; the last is the whole backbone.
/// UsageError for an unknown name.
std::vector<int> tap_strides(std::string_view architecture);
/// UsageError, with the rule, where the architecture is unknown or does not take the width.
void check_width(std::string_view architecture, double width);

/// "none" (the feature map itself) and what gives a box, output [4]: xmin ymin xmax ymax relative
/// to the image. "gap" is the original's; docs/networks.md describes all.
std::vector<std::string> head_names();
/// "none" (the tapped map alone), "merge" (with the next deeper one).
std::vector<std::string> neck_names();

struct NetworkOptions {
  std::string architecture = "resnet18";
  std::string head = "gap";
  int input = 128;     // square, pixels
  double width = 1.0;  // multiplies the architecture's own channels; see Architecture::widths
  int tap = 0;         // the stride whose last map is used, of tap_strides(); 0: the whole backbone
  std::string neck = "none";
};

/// What differs from the plain architecture: "tap 16, width 0.5, neck merge"; empty: nothing.
std::string variant_text(const NetworkOptions& options);

/// The whole detector, without the stages behind the tap. Head parameters are named "head.*", a
/// neck's "neck.*", backbone parameters as torchvision's. UsageError names what does not fit.
graph::Graph build_network(const NetworkOptions& options);

}  // namespace efs::nn
