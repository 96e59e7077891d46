#include "graph/op.h"

#include <iterator>

namespace efs::graph {

namespace {

// In the order of Op and of ActivationKind.
constexpr const char* kOpNames[] = {
    "Input",
    "Conv2d",
    "BatchNorm2d",
    "LayerNorm2d",
    "Linear",
    "ChannelScale",
    "Activation",
    "Pool2d",
    "GlobalAveragePool",
    "Flatten",
    "Add",
    "Multiply",
    "Concat",
    "SliceChannels",
    "ChannelShuffle",
    "SpatialSoftmax",
    "AddCoordinates",
    "SpatialSum",
    "Upsample2x",
    "ConcatCells",
    "DecodeFaces",
    "Dropout",
    "StochasticDepth",
};
static_assert(std::size(kOpNames) == std::variant_size_v<Op>);
constexpr const char* kActivationNames[] = {"ReLU",    "ReLU6", "Hardswish", "Hardsigmoid",
                                            "Sigmoid", "SiLU",  "GELU"};

}  // namespace

std::string op_name(const Op& op) {
  if (const auto* activation = std::get_if<Activation>(&op)) {
    return kActivationNames[static_cast<std::size_t>(activation->kind)];
  }
  if (const auto* pool = std::get_if<Pool2d>(&op)) {
    return pool->kind == PoolKind::kMax ? "MaxPool2d" : "AvgPool2d";
  }
  return kOpNames[op.index()];
}

}  // namespace efs::graph
