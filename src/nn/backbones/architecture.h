// A backbone as a search names and builds it.
#pragma once

#include <functional>
#include <string>

#include "graph/builder.h"
#include "nn/backbones/widths.h"
#include "nn/blocks/features.h"

namespace efs::nn {

/// A backbone, up to the features that a classifier would pool: a row of the catalogue, as torchvision
/// defines it, or one that somebody brought (own/own_network.h).
struct Architecture {
  std::string name;     // torchvision's
  std::string family;   // "resnet"
  int feature_dim = 0;  // channels of the last feature map
  int min_input = 32;   // smallest side of an input that leaves at least 1x1
  std::string paper;    // "arXiv 1512.03385"
  /// Adds the backbone's nodes behind the builder's input; returns its maps, of which the last, at
  /// width 1, is [feature_dim,h,w].
  std::function<Features(graph::Builder& builder, double width)> build;
  Widths widths = {};  // multipliers of its own channels
};

}  // namespace efs::nn
