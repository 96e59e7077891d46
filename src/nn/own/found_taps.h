// Where a network that somebody brought can be tapped.
#pragma once

#include "graph/builder.h"
#include "nn/blocks/features.h"

namespace efs::nn {

/// The maps at each stride from 4 on, as the catalogue's backbones state theirs: the last one that all
/// later layers depend on before the extent is halved again, and `output`, the whole. A 1x1 convolution
/// that widens the map in front of the halving layer belongs to the next block, an inverted
/// bottleneck, unless it ends a depthwise separable one. All layers must lead to `output`.
Features found_taps(const graph::Builder& builder, graph::NodeId output);

}  // namespace efs::nn
