// VGG: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
// Recognition", arXiv 1409.1556, table 1.
#include <vector>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

namespace {

/// Column A of the table: channels of the 3x3 convolutions between two pools.
const std::vector<std::vector<int>> kEleven = {{64}, {128}, {256, 256}, {512, 512}, {512, 512}};

Features vgg(graph::Builder& builder, const std::vector<std::vector<int>>& stages,
             bool batch_norm) {
  Sequence layers(builder, "features.", builder.input());
  Features features;
  int stride = 1;
  for (const std::vector<int>& stage : stages) {
    for (int channels : stage) {
      graph::Conv2d conv = same_conv(channels, 3);
      conv.bias = true;
      conv.bias_init = kZeroBias;
      layers.add(conv);
      if (batch_norm) layers.add(graph::BatchNorm2d{});
      layers.add(graph::Activation{});
    }
    note_tap(features, layers.last(), stride);
    layers.add(graph::Pool2d{.kernel = 2, .stride = 2});
    note_tap(features, layers.last(), stride *= 2);
  }
  return features;
}

}  // namespace

Features build_vgg11(graph::Builder& builder, double) { return vgg(builder, kEleven, false); }
Features build_vgg11_bn(graph::Builder& builder, double) { return vgg(builder, kEleven, true); }

}  // namespace efs::nn
