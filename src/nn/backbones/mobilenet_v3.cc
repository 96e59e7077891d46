// MobileNetV3: Howard et al., arXiv 1905.02244, tables 1 and 2.
#include <optional>
#include <vector>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"
#include "nn/blocks/squeeze_excitation.h"

namespace efs::nn {

using graph::ActivationKind;
using graph::Builder;
using graph::NodeId;

namespace {

constexpr ActivationKind kRelu = ActivationKind::kRelu;
constexpr ActivationKind kHardswish = ActivationKind::kHardswish;

struct Bottleneck {
  int kernel;
  int hidden;
  int channels;
  bool squeeze_excitation;
  ActivationKind activation;
  int stride;
};
using MobileNetV3 = std::vector<Bottleneck>;

const MobileNetV3 kMobileNetV3Small = {
    {3, 16, 16, true, kRelu, 2},       {3, 72, 24, false, kRelu, 2},
    {3, 88, 24, false, kRelu, 1},      {5, 96, 40, true, kHardswish, 2},
    {5, 240, 40, true, kHardswish, 1}, {5, 240, 40, true, kHardswish, 1},
    {5, 120, 48, true, kHardswish, 1}, {5, 144, 48, true, kHardswish, 1},
    {5, 288, 96, true, kHardswish, 2}, {5, 576, 96, true, kHardswish, 1},
    {5, 576, 96, true, kHardswish, 1},
};

const MobileNetV3 kMobileNetV3Large = {
    {3, 16, 16, false, kRelu, 1},       {3, 64, 24, false, kRelu, 2},
    {3, 72, 24, false, kRelu, 1},       {5, 72, 40, true, kRelu, 2},
    {5, 120, 40, true, kRelu, 1},       {5, 120, 40, true, kRelu, 1},
    {3, 240, 80, false, kHardswish, 2}, {3, 200, 80, false, kHardswish, 1},
    {3, 184, 80, false, kHardswish, 1}, {3, 184, 80, false, kHardswish, 1},
    {3, 480, 112, true, kHardswish, 1}, {3, 672, 112, true, kHardswish, 1},
    {5, 672, 160, true, kHardswish, 2}, {5, 960, 160, true, kHardswish, 1},
    {5, 960, 160, true, kHardswish, 1},
};

constexpr int kMobileNetV3Stem = 16;

NormActivation norm(std::optional<ActivationKind> activation) {
  return {.norm = {.epsilon = 1e-3, .momentum = 0.01}, .activation = activation};
}

NodeId bottleneck(Builder& builder, const std::string& name, NodeId input, const Bottleneck& row) {
  Sequence layers(builder, name + ".block.", input);
  const int in_channels = layers.channels();
  if (row.hidden != in_channels) {
    layers.add_conv_norm(same_conv(row.hidden, 1), norm(row.activation));
  }
  layers.add_conv_norm(same_conv(row.hidden, row.kernel, row.stride, row.hidden),
                       norm(row.activation));
  if (row.squeeze_excitation) {
    const int quarter = row.hidden / 4;
    layers.continue_from(squeeze_excitation(
        builder, layers.next_name(), layers.last(),
        {.squeeze_channels = round_channels(quarter), .gate = ActivationKind::kHardsigmoid}));
  }
  layers.add_conv_norm(same_conv(row.channels, 1), norm({}));
  if (row.stride != 1 || in_channels != row.channels) return layers.last();
  return builder.add(name + ".add", graph::Add{}, {layers.last(), input});
}

Bottleneck scaled(Bottleneck row, double width) {
  row.hidden = round_channels(row.hidden * width);
  row.channels = round_channels(row.channels * width);
  return row;
}

Features mobilenet_v3(Builder& builder, const MobileNetV3& rows, double width) {
  Sequence layers(builder, "features.", builder.input());
  layers.add_conv_norm(same_conv(round_channels(kMobileNetV3Stem * width), 3, 2), norm(kHardswish));
  Features features;
  int stride = 2;
  for (const Bottleneck& row : rows) {
    layers.continue_from(
        bottleneck(builder, layers.next_name(), layers.last(), scaled(row, width)));
    note_tap(features, layers.last(), stride *= row.stride);
  }
  layers.add_conv_norm(same_conv(6 * layers.channels(), 1), norm(kHardswish));
  note_tap(features, layers.last(), stride);
  return features;
}

}  // namespace

Features build_mobilenet_v3_small(Builder& builder, double width) {
  return mobilenet_v3(builder, kMobileNetV3Small, width);
}

Features build_mobilenet_v3_large(Builder& builder, double width) {
  return mobilenet_v3(builder, kMobileNetV3Large, width);
}

}  // namespace efs::nn
