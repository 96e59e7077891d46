// Units: what dense heads repeat. Batch norm and ReLU only, which int8 and NPUs compute well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"

namespace efs::nn {

struct Unit {
  std::string name;
  /// Adds layers named PREFIX.* that look at 3x3 positions of `input` [_,H,W]; the result is
  /// [channels,H,W], with stride 2 of half the extent, rounded up.
  graph::NodeId (*build)(graph::Builder& builder, const std::string& prefix, graph::NodeId input,
                         int channels, int stride);
};

/// "depthwise": 3x3 depthwise, then 1x1; "ordinary": one 3x3 convolution. A norm and a ReLU behind
/// each convolution.
const std::vector<Unit>& units();
/// UsageError offers the nearest name.
const Unit& unit(std::string_view name);

}  // namespace efs::nn
