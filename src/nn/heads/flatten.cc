#include <algorithm>

#include "nn/blocks/conv_block.h"
#include "nn/heads/first_box.h"
#include "nn/heads/heads.h"

namespace efs::nn {

using graph::Builder;
using graph::NodeId;

namespace {

constexpr int kFlattenChannels = 32;
constexpr std::int64_t kLargestGrid = 8;  // 32 * 8 * 8 inputs to the linear layer
/// Smaller than kLastLayerInit: ten times as many values are summed.
constexpr graph::InitRule kLinearInit{graph::Init::kNormal, 0.001};

/// Two sides of the box. Min and max start apart, so they are layers of their own.
NodeId sides(Builder& builder, const char* name, NodeId input, double start) {
  return builder.add(name,
                     graph::Linear{.out_features = 2,
                                   .weight_init = kLinearInit,
                                   .bias_init = {graph::Init::kConstant, start}},
                     input);
}

}  // namespace

NodeId build_flatten_head(Builder& builder, NodeId features) {
  NodeId x = conv_norm(builder, "head.reduce", features, same_conv(kFlattenChannels, 1));
  const graph::Shape& shape = builder.shape(x);
  const std::int64_t extent = std::max(shape[1], shape[2]);
  if (extent > kLargestGrid) {
    const auto window = static_cast<int>((extent + kLargestGrid - 1) / kLargestGrid);
    x = builder.add("head.pool",
                    graph::Pool2d{.kernel = window, .stride = window, .ceil_mode = true}, x);
  }
  x = builder.add("head.flatten", graph::Flatten{}, x);
  const NodeId low = sides(builder, "head.min", x, 0.5 - kFirstHalfSide);
  const NodeId high = sides(builder, "head.max", x, 0.5 + kFirstHalfSide);
  return builder.add("head.box", graph::Concat{}, {low, high});
}

}  // namespace efs::nn
