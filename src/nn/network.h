// A detector made of an architecture, a neck and a head.
#pragma once

#include <memory>
#include <string>

#include "core/text/image_size.h"
#include "graph/graph.h"
#include "nn/blocks/dense_options.h"
#include "nn/catalogue.h"
#include "nn/own/block_space.h"

namespace efs::nn {

struct NetworkOptions {
  /// A row of the catalogue, the name of a design of blocks (own/block_space.h), kBlocks for that of
  /// `blocks`, or what `own` is called.
  std::string architecture = "resnet18";
  std::shared_ptr<const Architecture> own = nullptr;
  BlockDesign blocks = {};
  std::string head = "gap";
  ImageSize input = square(128);
  double width = 1.0;  // multiplies the architecture's own channels; see Architecture::widths
  /// A stride of the backbone's taps; 0: the whole backbone. The deepest map of the backbone that
  /// is used, but a head for one face reads it, and its neck adds deeper ones.
  int tap = 0;
  std::string neck = "none";
  DenseOptions dense = {};  // of a head for several faces
};

/// What the options' `architecture` stands for. UsageError offers the nearest name.
Architecture backbone_of(const NetworkOptions& options);

/// UsageError if it does not take the width.
void check_width(const Architecture& row, double width);

/// How the network differs from the plain architecture: "tap 16, width 0.5, neck merge"; empty: not
/// at all.
std::string variant_text(const NetworkOptions& options);

/// The whole detector, without the stages that it does not read. Head parameters are named "head.*",
/// a neck's "neck.*", backbone parameters as torchvision's. UsageError names what does not fit.
graph::Graph build_network(const NetworkOptions& options);

}  // namespace efs::nn
