#include "graph/op.h"

#include <fmt/format.h>

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

std::string op_attributes(const Op& op) {
  return std::visit(
      Overloaded{
          [](const Input& i) { return fmt::format("{}x{}x{}", i.channels, i.height, i.width); },
          [](const Conv2d& c) {
            return fmt::format("out={} kernel={}x{} stride={} padding={} dilation={} groups={}{}{}",
                               c.out_channels, c.kernel_h, c.kernel_w, c.stride, c.padding,
                               c.dilation, c.groups, c.bias ? " bias" : "",
                               c.linear_weight ? " linear" : "");
          },
          [](const BatchNorm2d& b) {
            return fmt::format("epsilon={} momentum={:.6g}", b.epsilon, b.momentum);
          },
          [](const LayerNorm2d& l) { return fmt::format("epsilon={}", l.epsilon); },
          [](const Linear& l) {
            return fmt::format("out={}{}", l.out_features, l.bias ? " bias" : "");
          },
          [](const Pool2d& p) {
            return fmt::format("kernel={} stride={} padding={}{}", p.kernel, p.stride, p.padding,
                               p.ceil_mode ? " ceil" : "");
          },
          [](const SliceChannels& s) { return fmt::format("begin={} end={}", s.begin, s.end); },
          [](const ChannelShuffle& s) { return fmt::format("groups={}", s.groups); },
          [](const DecodeFaces& d) {
            std::string text = fmt::format("input={}x{}", d.input_height, d.input_width);
            for (const CellGrid& level : d.levels) {
              text += fmt::format(" stride{}={}x{}", level.stride, level.height, level.width);
            }
            return text;
          },
          [](const Dropout& d) { return fmt::format("probability={:.6g}", d.probability); },
          [](const StochasticDepth& s) { return fmt::format("probability={:.6g}", s.probability); },
          [](const auto&) { return std::string(); },
      },
      op);
}

}  // namespace efs::graph
