// MobileNetV2: Sandler et al., arXiv 1801.04381, table 2.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/channels.h"
#include "nn/blocks/conv_block.h"

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
constexpr int kStemChannels = 32;
constexpr int kLastChannels = 1280;
const NormActivation kNormRelu6{.norm = {}, .activation = graph::ActivationKind::kRelu6};

NodeId inverted_residual(Builder& builder, const std::string& name, NodeId input, int expansion,
                         int channels, int stride) {
  const int in_channels = static_cast<int>(builder.shape(input)[0]);
  const int hidden = in_channels * expansion;
  int index = 0;
  const auto next_name = [&] { return fmt::format("{}.conv.{}", name, index++); };
  NodeId x = input;
  if (expansion != 1) x = conv_norm(builder, next_name(), x, same_conv(hidden, 1), kNormRelu6);
  x = conv_norm(builder, next_name(), x, same_conv(hidden, 3, stride, hidden), kNormRelu6);
  x = builder.add(next_name(), same_conv(channels, 1), x);
  x = builder.add(next_name(), graph::BatchNorm2d{}, x);
  if (stride != 1 || in_channels != channels) return x;
  return builder.add(name + ".add", graph::Add{}, {input, x});
}

}  // namespace

Features build_mobilenet_v2(Builder& builder, double width) {
  int index = 0;
  const auto next_name = [&index] { return fmt::format("features.{}", index++); };
  NodeId x = conv_norm(builder, next_name(), builder.input(),
                       same_conv(round_channels(kStemChannels * width), 3, 2), kNormRelu6);
  Features features;
  int stride = 2;
  for (const Stage& stage : kStages) {
    for (int block = 0; block < stage.repeats; ++block) {
      x = inverted_residual(builder, next_name(), x, stage.expansion,
                            round_channels(stage.channels * width), block == 0 ? stage.stride : 1);
    }
    note_tap(features, x, stride *= stage.stride);
  }
  // A narrow network keeps all of its last features, as the paper says in section 6.1.
  const int last_channels = round_channels(kLastChannels * std::max(1.0, width));
  x = conv_norm(builder, next_name(), x, same_conv(last_channels, 1), kNormRelu6);
  note_tap(features, x, stride);
  return features;
}

}  // namespace efs::nn
