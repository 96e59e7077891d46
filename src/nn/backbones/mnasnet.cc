// MnasNet-B1: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile",
// arXiv 1807.11626, figure 7.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

using graph::Activation;
using graph::BatchNorm2d;
using graph::Builder;
using graph::NodeId;

namespace {

struct Stack {
  int channels;  // at width 1
  int kernel;
  int stride;  // of the first block
  int expansion;
  int repeats;
};

constexpr std::array<Stack, 6> kStacks{{
    {24, 3, 2, 3, 3},
    {40, 5, 2, 3, 3},
    {80, 5, 2, 6, 3},
    {96, 3, 1, 6, 2},
    {192, 5, 2, 6, 4},
    {320, 3, 1, 6, 1},
}};
constexpr int kMnasnetStem = 32;
constexpr int kSeparableChannels = 16;
constexpr int kMnasnetLast = 1280;
/// The paper's 0.9997 is TensorFlow's share of the old value.
constexpr BatchNorm2d kNorm{.epsilon = 1e-5, .momentum = 1.0 - 0.9997};

void add_conv_norm(Sequence& layers, const graph::Conv2d& conv) { layers.add(conv).add(kNorm); }

void add_conv_norm_relu(Sequence& layers, const graph::Conv2d& conv) {
  layers.add(conv).add(kNorm).add(Activation{});
}

NodeId inverted_residual(Builder& builder, const std::string& name, NodeId input,
                         const Stack& stack, int channels, int stride) {
  Sequence layers(builder, name + ".layers.", input);
  const int in_channels = layers.channels();
  const int hidden = in_channels * stack.expansion;
  add_conv_norm_relu(layers, same_conv(hidden, 1));
  add_conv_norm_relu(layers, same_conv(hidden, stack.kernel, stride, hidden));
  add_conv_norm(layers, same_conv(channels, 1));
  if (stride != 1 || in_channels != channels) return layers.last();
  return builder.add(name + ".add", graph::Add{}, {layers.last(), input});
}

Features mnasnet(Builder& builder, double width) {
  Sequence layers(builder, "layers.", builder.input());
  const int stem = round_channels(kMnasnetStem * width);
  add_conv_norm_relu(layers, same_conv(stem, 3, 2));
  add_conv_norm_relu(layers, same_conv(stem, 3, 1, stem));
  add_conv_norm(layers, same_conv(round_channels(kSeparableChannels * width), 1));
  Features features;
  int stride = 2;
  for (const Stack& stack : kStacks) {
    const std::string name = layers.next_name();
    NodeId x = layers.last();
    for (int block = 0; block < stack.repeats; ++block) {
      x = inverted_residual(builder, fmt::format("{}.{}", name, block), x, stack,
                            round_channels(stack.channels * width), block == 0 ? stack.stride : 1);
    }
    layers.continue_from(x);
    note_tap(features, x, stride *= stack.stride);
  }
  add_conv_norm_relu(layers, same_conv(kMnasnetLast, 1));
  note_tap(features, layers.last(), stride);
  return features;
}

}  // namespace

Features build_mnasnet0_5(Builder& builder, double width) { return mnasnet(builder, 0.5 * width); }
Features build_mnasnet1_0(Builder& builder, double width) { return mnasnet(builder, width); }
Features build_mnasnet1_3(Builder& builder, double width) { return mnasnet(builder, 1.3 * width); }

}  // namespace efs::nn
