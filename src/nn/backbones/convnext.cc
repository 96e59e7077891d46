// ConvNeXt: Liu et al., "A ConvNet for the 2020s", arXiv 2201.03545, table 9. Channels come first
// throughout: torchvision permutes to apply its Linear and LayerNorm over the last dimension,
// which is a 1x1 convolution and a normalisation over the channels.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::LayerNorm2d;
using graph::NodeId;

namespace {

struct ConvNext {
  std::array<int, 4> blocks;
  double stochastic_depth;  // of the last block; it grows linearly from 0
};

constexpr ConvNext kConvNextTiny{{3, 3, 9, 3}, 0.1};
constexpr ConvNext kConvNextSmall{{3, 3, 27, 3}, 0.4};
constexpr std::array<int, 4> kStageChannels{96, 192, 384, 768};

Conv2d conv(Conv2d op) {
  op.weight_init = {graph::Init::kTruncatedNormal, 0.02};
  op.bias_init = kZeroBias;
  return op;
}

/// A convolution of stride `kernel` without padding: the stem and between the stages.
Conv2d patch_conv(int channels, int kernel) {
  return conv({.out_channels = channels, .kernel_h = kernel, .kernel_w = kernel, .stride = kernel});
}

NodeId block(Builder& builder, const std::string& name, NodeId input, int channels,
             double drop_probability) {
  const auto linear = [](int out) { return conv({.out_channels = out, .linear_weight = true}); };
  const Conv2d depthwise = conv(
      {.out_channels = channels, .kernel_h = 7, .kernel_w = 7, .padding = 3, .groups = channels});
  NodeId x = builder.add(name + ".block.0", depthwise, input);
  x = builder.add(name + ".block.2", LayerNorm2d{}, x);
  x = builder.add(name + ".block.3", linear(4 * channels), x);
  x = builder.add(name + ".block.4", graph::Activation{graph::ActivationKind::kGelu}, x);
  x = builder.add(name + ".block.5", linear(channels), x);
  x = builder.add(name + ".layer_scale", graph::ChannelScale{}, x);
  if (drop_probability > 0.0) {
    x = builder.add(name + ".stochastic_depth", graph::StochasticDepth{drop_probability}, x);
  }
  return builder.add(name + ".add", graph::Add{}, {x, input});
}

Features convnext(Builder& builder, const ConvNext& row) {
  int total = 0;
  for (int blocks : row.blocks) total += blocks;
  NodeId x = builder.add("features.0.0", patch_conv(kStageChannels[0], 4), builder.input());
  x = builder.add("features.0.1", LayerNorm2d{}, x);
  Features features;
  int done = 0;
  for (std::size_t stage = 0; stage < kStageChannels.size(); ++stage) {
    if (stage > 0) {
      x = builder.add(fmt::format("features.{}.0", 2 * stage), LayerNorm2d{}, x);
      note_tap(features, x, 2 << stage);
      x = builder.add(fmt::format("features.{}.1", 2 * stage), patch_conv(kStageChannels[stage], 2),
                      x);
    }
    for (int i = 0; i < row.blocks[stage]; ++i, ++done) {
      x = block(builder, fmt::format("features.{}.{}", 2 * stage + 1, i), x, kStageChannels[stage],
                row.stochastic_depth * done / (total - 1));
    }
    note_tap(features, x, 4 << stage);
  }
  return features;
}

}  // namespace

Features build_convnext_tiny(Builder& builder, double) { return convnext(builder, kConvNextTiny); }
Features build_convnext_small(Builder& builder, double) {
  return convnext(builder, kConvNextSmall);
}

}  // namespace efs::nn
