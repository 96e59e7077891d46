// Layers of the heads that read the box off positions.
#pragma once

#include "graph/builder.h"

namespace efs::nn {

/// head.mix: features [C,H,W] -> [128,H,W]; 3x3 depthwise, which sees the neighbours, then 1x1.
graph::NodeId mix(graph::Builder& builder, graph::NodeId features);

/// head.heat: `maps` probability maps [maps,H,W]; each sums to 1 and starts nearly flat.
graph::NodeId heat_maps(graph::Builder& builder, graph::NodeId mixed, int maps);

/// head.min, head.max: where each cell sees the box's sides [4,H,W], relative to the image: the
/// cell's own place and a learned distance.
graph::NodeId side_maps(graph::Builder& builder, graph::NodeId mixed);

/// The box [4]: the means of `sides` under `heat`, both [4,H,W].
graph::NodeId expected_sides(graph::Builder& builder, graph::NodeId heat, graph::NodeId sides);

}  // namespace efs::nn
