#include "graph/op.h"

#include <fmt/format.h>

#include "graph/overloaded.h"

namespace efs::graph {

namespace {

std::string activation_name(ActivationKind kind) {
  switch (kind) {
    case ActivationKind::kRelu:
      return "ReLU";
    case ActivationKind::kRelu6:
      return "ReLU6";
    case ActivationKind::kHardswish:
      return "Hardswish";
    case ActivationKind::kHardsigmoid:
      return "Hardsigmoid";
    case ActivationKind::kSigmoid:
      return "Sigmoid";
    case ActivationKind::kSilu:
      return "SiLU";
    case ActivationKind::kGelu:
      return "GELU";
  }
  return "Activation";
}

}  // namespace

std::string op_name(const Op& op) {
  return std::visit(Overloaded{
                        [](const Input&) -> std::string { return "Input"; },
                        [](const Conv2d&) -> std::string { return "Conv2d"; },
                        [](const BatchNorm2d&) -> std::string { return "BatchNorm2d"; },
                        [](const LayerNorm2d&) -> std::string { return "LayerNorm2d"; },
                        [](const Linear&) -> std::string { return "Linear"; },
                        [](const ChannelScale&) -> std::string { return "ChannelScale"; },
                        [](const Activation& a) -> std::string { return activation_name(a.kind); },
                        [](const Pool2d& p) -> std::string {
                          return p.kind == PoolKind::kMax ? "MaxPool2d" : "AvgPool2d";
                        },
                        [](const GlobalAveragePool&) -> std::string { return "GlobalAveragePool"; },
                        [](const Flatten&) -> std::string { return "Flatten"; },
                        [](const Add&) -> std::string { return "Add"; },
                        [](const Multiply&) -> std::string { return "Multiply"; },
                        [](const Concat&) -> std::string { return "Concat"; },
                        [](const SliceChannels&) -> std::string { return "SliceChannels"; },
                        [](const ChannelShuffle&) -> std::string { return "ChannelShuffle"; },
                        [](const SpatialSoftmax&) -> std::string { return "SpatialSoftmax"; },
                        [](const AddCoordinates&) -> std::string { return "AddCoordinates"; },
                        [](const SpatialSum&) -> std::string { return "SpatialSum"; },
                        [](const Upsample2x&) -> std::string { return "Upsample2x"; },
                        [](const Dropout&) -> std::string { return "Dropout"; },
                        [](const StochasticDepth&) -> std::string { return "StochasticDepth"; },
                    },
                    op);
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
          [](const Dropout& d) { return fmt::format("probability={:.6g}", d.probability); },
          [](const StochasticDepth& s) { return fmt::format("probability={:.6g}", s.probability); },
          [](const auto&) { return std::string(); },
      },
      op);
}

}  // namespace efs::graph
