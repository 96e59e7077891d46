#include "nn/heads/heads.h"
#include "nn/heads/position_maps.h"

namespace efs::nn {

using graph::NodeId;

NodeId build_center_head(graph::Builder& builder, NodeId features) {
  const NodeId mixed = mix(builder, features);
  const NodeId center = heat_maps(builder, mixed, 1);
  // The same map for each side.
  const NodeId heat =
      builder.add("head.heat_of_sides", graph::Concat{}, {center, center, center, center});
  return expected_sides(builder, heat, side_maps(builder, mixed));
}

}  // namespace efs::nn
