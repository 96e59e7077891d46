// ShuffleNet V2: Ma et al., arXiv 1807.11164, table 5. Weights start as PyTorch's layers do.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Activation;
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
constexpr int kStemChannels = 24;

graph::Conv2d conv(int channels, int kernel, int stride = 1, int groups = 1) {
  return same_conv(channels, kernel, stride, groups, {});
}

/// Adds numbered layers under one prefix.
class Sequence {
 public:
  Sequence(Builder& builder, std::string prefix, NodeId input)
      : builder_(builder), prefix_(std::move(prefix)), last_(input) {}

  Sequence& add(graph::Op op) {
    last_ = builder_.add(fmt::format("{}.{}", prefix_, count_++), std::move(op), last_);
    return *this;
  }
  Sequence& conv_norm_relu(int channels, int kernel, int stride = 1) {
    return add(conv(channels, kernel, stride)).add(BatchNorm2d{}).add(Activation{});
  }
  Sequence& depthwise_norm(int stride) {
    const int channels = static_cast<int>(builder_.shape(last_)[0]);
    return add(conv(channels, 3, stride, channels)).add(BatchNorm2d{});
  }
  NodeId last() const { return last_; }

 private:
  Builder& builder_;
  std::string prefix_;
  NodeId last_;
  int count_ = 0;
};

/// The first unit of a stage: both branches see the whole input, the extent is halved.
NodeId downsampling_unit(Builder& builder, const std::string& name, NodeId input, int channels) {
  const int half = channels / 2;
  const NodeId left =
      Sequence(builder, name + ".branch1", input).depthwise_norm(2).conv_norm_relu(half, 1).last();
  const NodeId right = Sequence(builder, name + ".branch2", input)
                           .conv_norm_relu(half, 1)
                           .depthwise_norm(2)
                           .conv_norm_relu(half, 1)
                           .last();
  const NodeId x = builder.add(name + ".concat", graph::Concat{}, {left, right});
  return builder.add(name + ".shuffle", graph::ChannelShuffle{2}, x);
}

/// The other units: half of the channels pass unchanged.
NodeId basic_unit(Builder& builder, const std::string& name, NodeId input, int channels) {
  const int half = channels / 2;
  const NodeId left = builder.add(name + ".keep", graph::SliceChannels{0, half}, input);
  const NodeId rest = builder.add(name + ".split", graph::SliceChannels{half, channels}, input);
  const NodeId right = Sequence(builder, name + ".branch2", rest)
                           .conv_norm_relu(half, 1)
                           .depthwise_norm(1)
                           .conv_norm_relu(half, 1)
                           .last();
  const NodeId x = builder.add(name + ".concat", graph::Concat{}, {left, right});
  return builder.add(name + ".shuffle", graph::ChannelShuffle{2}, x);
}

Features shufflenet(Builder& builder, const ShuffleNet& row) {
  NodeId x = Sequence(builder, "conv1", builder.input()).conv_norm_relu(kStemChannels, 3, 2).last();
  x = builder.add("maxpool", graph::Pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
  Features features;
  note_tap(features, x, 4);
  for (std::size_t stage = 0; stage < row.channels.size(); ++stage) {
    const int channels = row.channels[stage];
    for (int unit = 0; unit < kRepeats[stage]; ++unit) {
      const std::string name = fmt::format("stage{}.{}", stage + 2, unit);
      x = unit == 0 ? downsampling_unit(builder, name, x, channels)
                    : basic_unit(builder, name, x, channels);
    }
    note_tap(features, x, 8 << stage);
  }
  note_tap(features, Sequence(builder, "conv5", x).conv_norm_relu(row.last_channels, 1).last(), 32);
  return features;
}

}  // namespace

Features build_shufflenet_v2_x0_5(Builder& builder) { return shufflenet(builder, kColumns[0]); }

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
