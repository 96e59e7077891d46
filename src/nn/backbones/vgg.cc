// VGG: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
// Recognition", arXiv 1409.1556, table 1.
#include <fmt/format.h>

#include <vector>

#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Builder;
using graph::NodeId;

namespace {

struct Vgg {
  std::vector<std::vector<int>> stages;  // channels of the 3x3 convolutions between two pools
  bool batch_norm = false;
};

/// Column A of the table.
const std::vector<std::vector<int>> kEleven = {{64}, {128}, {256, 256}, {512, 512}, {512, 512}};

Features vgg(Builder& builder, const Vgg& row) {
  int index = 0;
  const auto add = [&](graph::Op op, NodeId input) {
    return builder.add(fmt::format("features.{}", index++), std::move(op), input);
  };
  Features features;
  int stride = 1;
  NodeId x = builder.input();
  for (const std::vector<int>& stage : row.stages) {
    for (int channels : stage) {
      graph::Conv2d conv = same_conv(channels, 3);
      conv.bias = true;
      conv.bias_init = kZeroBias;
      x = add(conv, x);
      if (row.batch_norm) x = add(graph::BatchNorm2d{}, x);
      x = add(graph::Activation{}, x);
    }
    note_tap(features, x, stride);
    x = add(graph::Pool2d{.kernel = 2, .stride = 2}, x);
    note_tap(features, x, stride *= 2);
  }
  return features;
}

}  // namespace

Features build_vgg11(Builder& builder) { return vgg(builder, {.stages = kEleven}); }
Features build_vgg11_bn(Builder& builder) {
  return vgg(builder, {.stages = kEleven, .batch_norm = true});
}

}  // namespace efs::nn
