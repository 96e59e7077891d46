// Necks: the layers between the backbone's maps and the head.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"

namespace efs::nn {

struct Neck {
  std::string name;
  /// It reads the map of the next tap too, which must have half the extent of the chosen one.
  bool reads_deeper = false;
  /// Adds the neck's nodes behind the chosen map [C,H,W]; returns the head's input [_,H,W].
  /// `deeper` is `map` where the neck does not read it.
  graph::NodeId (*build)(graph::Builder& builder, graph::NodeId map, graph::NodeId deeper);
};

const std::vector<Neck>& necks();
/// UsageError offers the nearest name.
const Neck& neck(std::string_view name);

/// One level of a feature pyramid, Lin et al., arXiv 1612.03144, figure 3: adds the deeper map,
/// enlarged, to the chosen one.
graph::NodeId build_merge_neck(graph::Builder& builder, graph::NodeId map, graph::NodeId deeper);

}  // namespace efs::nn
