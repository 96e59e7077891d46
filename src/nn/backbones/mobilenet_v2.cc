// MobileNetV2: Sandler et al., arXiv 1801.04381, table 2.
#include <algorithm>
#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

using graph::Builder;
using graph::NodeId;

namespace {

struct Stage {
  int expansion;
  int channels;
  int repeats;
  int stride;  // of the first block
};

constexpr std::array<Stage, 7> kStages{{
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1},
}};
constexpr int kMobileNetV2Stem = 32;
constexpr int kMobileNetV2Last = 1280;
const NormActivation kNormRelu6{.norm = {}, .activation = graph::ActivationKind::kRelu6};

NodeId inverted_residual(Builder& builder, const std::string& name, NodeId input, int expansion,
                         int channels, int stride) {
  Sequence layers(builder, name + ".conv.", input);
  const int in_channels = layers.channels();
  const int hidden = in_channels * expansion;
  if (expansion != 1) layers.add_conv_norm(same_conv(hidden, 1), kNormRelu6);
  layers.add_conv_norm(same_conv(hidden, 3, stride, hidden), kNormRelu6);
  layers.add(same_conv(channels, 1)).add(graph::BatchNorm2d{});
  if (stride != 1 || in_channels != channels) return layers.last();
  return builder.add(name + ".add", graph::Add{}, {input, layers.last()});
}

}  // namespace

Features build_mobilenet_v2(Builder& builder, double width) {
  Sequence layers(builder, "features.", builder.input());
  layers.add_conv_norm(same_conv(round_channels(kMobileNetV2Stem * width), 3, 2), kNormRelu6);
  Features features;
  int stride = 2;
  for (const Stage& stage : kStages) {
    for (int block = 0; block < stage.repeats; ++block) {
      layers.continue_from(
          inverted_residual(builder, layers.next_name(), layers.last(), stage.expansion,
                            round_channels(stage.channels * width), block == 0 ? stage.stride : 1));
    }
    note_tap(features, layers.last(), stride *= stage.stride);
  }
  // A narrow network keeps all of its last features, as the paper says in section 6.1.
  const int last_channels = round_channels(kMobileNetV2Last * std::max(1.0, width));
  layers.add_conv_norm(same_conv(last_channels, 1), kNormRelu6);
  note_tap(features, layers.last(), stride);
  return features;
}

}  // namespace efs::nn
