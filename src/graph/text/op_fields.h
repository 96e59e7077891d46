// What an operator's attributes are called, once for writing and for reading. Private to graph.
#pragma once

#include <type_traits>
#include <variant>

#include "graph/op.h"

namespace efs::graph {

/// Whether `AnyOp` is `Kind`, const or not.
template <typename AnyOp, typename Kind>
inline constexpr bool kIs = std::is_same_v<std::remove_const_t<AnyOp>, Kind>;

/// Shows each attribute of an operator to `fields`, in the order in which texts have them:
/// extents(name, height, width) is "kernel=3x3", size() "3x224x224" without a name, integer() and
/// real() "stride=2", flag() the name alone where it is set, levels() those of DecodeFaces, and
/// fresh() how a fresh weight is drawn, which no shape and no arithmetic depends on.
/// ActivationKind and PoolKind are not among them: they are in the operator's name.
template <typename AnyOp, typename Fields>
void visit_fields(AnyOp& op, Fields& fields) {
  if constexpr (kIs<AnyOp, Input>) {
    fields.size(op.channels, op.height, op.width);
  } else if constexpr (kIs<AnyOp, Conv2d>) {
    fields.integer("out", op.out_channels);
    fields.extents("kernel", op.kernel_h, op.kernel_w);
    fields.integer("stride", op.stride);
    fields.integer("padding", op.padding);
    fields.integer("dilation", op.dilation);
    fields.integer("groups", op.groups);
    fields.flag("bias", op.bias);
    fields.flag("linear", op.linear_weight);
    fields.fresh("init", op.weight_init);
    fields.fresh("bias_init", op.bias_init);
  } else if constexpr (kIs<AnyOp, BatchNorm2d>) {
    fields.real("epsilon", op.epsilon);
    fields.real("momentum", op.momentum);
  } else if constexpr (kIs<AnyOp, LayerNorm2d>) {
    fields.real("epsilon", op.epsilon);
  } else if constexpr (kIs<AnyOp, Linear>) {
    fields.integer("out", op.out_features);
    fields.flag("bias", op.bias);
    fields.fresh("init", op.weight_init);
    fields.fresh("bias_init", op.bias_init);
  } else if constexpr (kIs<AnyOp, ChannelScale>) {
    fields.fresh("value", op.init_value);
  } else if constexpr (kIs<AnyOp, Pool2d>) {
    fields.integer("kernel", op.kernel);
    fields.integer("stride", op.stride);
    fields.integer("padding", op.padding);
    fields.flag("ceil", op.ceil_mode);
  } else if constexpr (kIs<AnyOp, SliceChannels>) {
    fields.integer("begin", op.begin);
    fields.integer("end", op.end);
  } else if constexpr (kIs<AnyOp, ChannelShuffle>) {
    fields.integer("groups", op.groups);
  } else if constexpr (kIs<AnyOp, DecodeFaces>) {
    fields.extents("input", op.input_height, op.input_width);
    fields.levels(op.levels);
  } else if constexpr (kIs<AnyOp, Dropout> || kIs<AnyOp, StochasticDepth>) {
    fields.real("probability", op.probability);
  }
}

}  // namespace efs::graph
