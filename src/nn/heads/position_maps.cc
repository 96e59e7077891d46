#include "nn/heads/position_maps.h"

#include "nn/blocks/conv_block.h"
#include "nn/heads/first_box.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::NodeId;

namespace {

constexpr int kMixedChannels = 128;

/// A map for x and one for y that start at `start`.
NodeId distances(Builder& builder, const char* name, NodeId mixed, double start) {
  return builder.add(name,
                     Conv2d{.out_channels = 2,
                            .weight_init = kLastLayerInit,
                            .bias_init = {graph::Init::kConstant, start}},
                     mixed);
}

}  // namespace

NodeId mix(Builder& builder, NodeId features) {
  const int channels = static_cast<int>(builder.shape(features)[0]);
  const NodeId x = conv_norm(builder, "head.mix.0", features, same_conv(channels, 3, 1, channels));
  return conv_norm(builder, "head.mix.1", x, same_conv(kMixedChannels, 1));
}

NodeId heat_maps(Builder& builder, NodeId mixed, int maps) {
  // A bias would be the same at every position: the softmax does not see it.
  const Conv2d conv{.out_channels = maps, .bias = false, .weight_init = kLastLayerInit};
  const NodeId x = builder.add("head.heat", conv, mixed);
  return builder.add("head.softmax", graph::SpatialSoftmax{}, x);
}

NodeId side_maps(Builder& builder, NodeId mixed) {
  const NodeId low = distances(builder, "head.min", mixed, -kFirstHalfSide);
  const NodeId high = distances(builder, "head.max", mixed, kFirstHalfSide);
  const NodeId x = builder.add("head.distances", graph::Concat{}, {low, high});
  return builder.add("head.sides", graph::AddCoordinates{}, x);
}

NodeId expected_sides(Builder& builder, NodeId heat, NodeId sides) {
  NodeId x = builder.add("head.weighed", graph::Multiply{}, {sides, heat});
  x = builder.add("head.sum", graph::SpatialSum{}, x);
  return builder.add("head.box", graph::Flatten{}, x);
}

}  // namespace efs::nn
