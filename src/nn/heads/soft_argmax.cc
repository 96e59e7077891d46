#include "nn/heads/heads.h"
#include "nn/heads/position_maps.h"

namespace efs::nn {

graph::NodeId build_soft_argmax_head(graph::Builder& builder, graph::NodeId features) {
  const graph::NodeId mixed = mix(builder, features);
  return expected_sides(builder, heat_maps(builder, mixed, 4), side_maps(builder, mixed));
}

}  // namespace efs::nn
