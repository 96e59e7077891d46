// ShuffleNet V2: Ma et al., arXiv 1807.11164, table 5. Weights start as PyTorch's layers do.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

using graph::BatchNorm2d;
using graph::Builder;
using graph::NodeId;

namespace {

struct ShuffleNet {
  double width;
  std::array<int, 3> channels;  // of stage2, stage3, stage4
  int last_channels;            // of conv5
};

/// The paper's columns: its channels are no multiples of each other.
constexpr std::array<ShuffleNet, 4> kColumns{{{0.5, {48, 96, 192}, 1024},
                                              {1.0, {116, 232, 464}, 1024},
                                              {1.5, {176, 352, 704}, 1024},
                                              {2.0, {244, 488, 976}, 2048}}};
constexpr std::array<int, 3> kRepeats{4, 8, 4};
constexpr int kShuffleNetStem = 24;

Sequence& conv_norm_relu(Sequence& layers, int channels, int kernel = 1, int stride = 1) {
  return layers.add(same_conv(channels, kernel, stride, 1, {}))
      .add(BatchNorm2d{})
      .add(graph::Activation{});
}

void depthwise_norm(Sequence& layers, int stride) {
  const int channels = layers.channels();
  layers.add(same_conv(channels, 3, stride, channels, {})).add(BatchNorm2d{});
}

/// In the first unit of a stage both branches see the whole input and halve the extent; in the
/// others half of the channels pass unchanged.
NodeId unit(Builder& builder, const std::string& name, NodeId input, int channels, bool first) {
  const int half = channels / 2;
  NodeId left = input, rest = input;
  if (first) {
    Sequence branch1(builder, name + ".branch1.", input);
    depthwise_norm(branch1, 2);
    left = conv_norm_relu(branch1, half).last();
  } else {
    left = builder.add(name + ".keep", graph::SliceChannels{0, half}, input);
    rest = builder.add(name + ".split", graph::SliceChannels{half, channels}, input);
  }
  Sequence branch2(builder, name + ".branch2.", rest);
  conv_norm_relu(branch2, half);
  depthwise_norm(branch2, first ? 2 : 1);
  const NodeId right = conv_norm_relu(branch2, half).last();
  const NodeId x = builder.add(name + ".concat", graph::Concat{}, {left, right});
  return builder.add(name + ".shuffle", graph::ChannelShuffle{2}, x);
}

Features shufflenet(Builder& builder, const ShuffleNet& row) {
  Sequence stem(builder, "conv1.", builder.input());
  conv_norm_relu(stem, kShuffleNetStem, 3, 2);
  NodeId x =
      builder.add("maxpool", graph::Pool2d{.kernel = 3, .stride = 2, .padding = 1}, stem.last());
  Features features;
  note_tap(features, x, 4);
  for (std::size_t stage = 0; stage < row.channels.size(); ++stage) {
    const int channels = row.channels[stage];
    for (int i = 0; i < kRepeats[stage]; ++i) {
      x = unit(builder, fmt::format("stage{}.{}", stage + 2, i), x, channels, i == 0);
    }
    note_tap(features, x, 8 << stage);
  }
  Sequence last(builder, "conv5.", x);
  note_tap(features, conv_norm_relu(last, row.last_channels).last(), 32);
  return features;
}

}  // namespace

Features build_shufflenet_v2_x0_5(Builder& builder, double) {
  return shufflenet(builder, kColumns[0]);
}

std::vector<double> shufflenet_widths() {
  std::vector<double> widths;
  for (const ShuffleNet& row : kColumns) widths.push_back(row.width);
  return widths;
}

Features build_shufflenet_v2_x1_0(Builder& builder, double width) {
  const auto column = std::find_if(kColumns.begin(), kColumns.end(),
                                   [width](const ShuffleNet& row) { return row.width == width; });
  if (column == kColumns.end()) fail("ShuffleNetV2 has no column for width {}", width);
  return shufflenet(builder, *column);
}

}  // namespace efs::nn
