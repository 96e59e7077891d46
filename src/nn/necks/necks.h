// Necks: the layers between the backbone's maps and the head.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "nn/blocks/features.h"

namespace efs::nn {

struct NeckOptions {
  int width = 128;  // channels of its maps
  int levels = 1;   // maps that the head reads, the finest ones
};

struct Neck {
  std::string name;
  /// How many maps behind those that the head reads it adds to them. It enlarges maps twofold, so
  /// each must have half the extent of the one in front of it.
  int deeper = 0;
  /// Adds the neck's nodes behind `maps`, at most `levels` + `deeper` of them; returns their
  /// successors [_,H,W], of which the first `levels` are the head's.
  Features (*build)(graph::Builder& builder, const Features& maps, const NeckOptions& options);
};

const std::vector<Neck>& necks();
/// UsageError offers the nearest name.
const Neck& neck(std::string_view name);

/// One step of a feature pyramid, Lin et al., arXiv 1612.03144, figure 3: adds the next deeper map,
/// enlarged, to each.
Features build_merge_neck(graph::Builder& builder, const Features& maps,
                          const NeckOptions& options);
/// All of it: what a map has received from the deeper ones is passed on to the finer ones.
Features build_pyramid_neck(graph::Builder& builder, const Features& maps,
                            const NeckOptions& options);

}  // namespace efs::nn
