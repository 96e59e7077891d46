// ResNet: He et al., "Deep Residual Learning for Image Recognition", arXiv 1512.03385, table 1.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Activation;
using graph::Add;
using graph::BatchNorm2d;
using graph::Builder;
using graph::NodeId;

namespace {

/// Basic blocks in layer1..layer4.
using ResNet = std::array<int, 4>;

constexpr ResNet kResNet18{2, 2, 2, 2};

NodeId basic_block(Builder& builder, const std::string& name, NodeId input, int channels,
                   int stride) {
  NodeId x = builder.add(name + ".conv1", same_conv(channels, 3, stride), input);
  x = builder.add(name + ".bn1", BatchNorm2d{}, x);
  x = builder.add(name + ".relu1", Activation{}, x);
  x = builder.add(name + ".conv2", same_conv(channels, 3), x);
  x = builder.add(name + ".bn2", BatchNorm2d{}, x);
  NodeId skip = input;
  if (stride != 1 || builder.shape(input)[0] != channels) {
    skip = conv_norm(builder, name + ".downsample", input, same_conv(channels, 1, stride),
                     {.norm = {}, .activation = {}});
  }
  x = builder.add(name + ".add", Add{}, {x, skip});
  return builder.add(name + ".relu2", Activation{}, x);
}

Features resnet(Builder& builder, const ResNet& blocks) {
  NodeId x = builder.add("conv1", same_conv(64, 7, 2), builder.input());
  x = builder.add("bn1", BatchNorm2d{}, x);
  x = builder.add("relu", Activation{}, x);
  x = builder.add("maxpool", graph::Pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
  Features features;
  int channels = 64;
  for (std::size_t layer = 0; layer < blocks.size(); ++layer, channels *= 2) {
    for (int block = 0; block < blocks[layer]; ++block) {
      const int stride = layer > 0 && block == 0 ? 2 : 1;
      x = basic_block(builder, fmt::format("layer{}.{}", layer + 1, block), x, channels, stride);
    }
    note_tap(features, x, 4 << layer);
  }
  return features;
}

}  // namespace

Features build_resnet18(Builder& builder, double) { return resnet(builder, kResNet18); }

}  // namespace efs::nn
