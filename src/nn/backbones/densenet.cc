// DenseNet-BC: Huang et al., "Densely Connected Convolutional Networks", arXiv 1608.06993, table 1.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Activation;
using graph::BatchNorm2d;
using graph::Builder;
using graph::NodeId;

namespace {

struct DenseNet {
  std::array<int, 4> layers;  // in denseblock1..denseblock4
  int stem_channels = 64;
  int growth = 32;
  int bottleneck = 4;  // the 1x1 convolutions have growth * bottleneck channels
};

constexpr DenseNet kDenseNet121{{6, 12, 24, 16}};

graph::Conv2d conv(int channels, int kernel, int stride = 1) {
  return same_conv(channels, kernel, stride, 1, {graph::Init::kKaimingNormalFanIn, 0.0});
}

/// The channels that one layer adds to `input`.
NodeId dense_layer(Builder& builder, const std::string& name, NodeId input, const DenseNet& row) {
  NodeId x = builder.add(name + ".norm1", BatchNorm2d{}, input);
  x = builder.add(name + ".relu1", Activation{}, x);
  x = builder.add(name + ".conv1", conv(row.growth * row.bottleneck, 1), x);
  x = builder.add(name + ".norm2", BatchNorm2d{}, x);
  x = builder.add(name + ".relu2", Activation{}, x);
  return builder.add(name + ".conv2", conv(row.growth, 3), x);
}

/// Halves the channels; the pool that halves the extent stands behind it.
NodeId transition(Builder& builder, const std::string& name, NodeId input) {
  const int channels = static_cast<int>(builder.shape(input)[0]) / 2;
  NodeId x = builder.add(name + ".norm", BatchNorm2d{}, input);
  x = builder.add(name + ".relu", Activation{}, x);
  return builder.add(name + ".conv", conv(channels, 1), x);
}

Features densenet(Builder& builder, const DenseNet& row) {
  NodeId x = builder.add("features.conv0", conv(row.stem_channels, 7, 2), builder.input());
  x = builder.add("features.norm0", BatchNorm2d{}, x);
  x = builder.add("features.relu0", Activation{}, x);
  x = builder.add("features.pool0", graph::Pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
  Features features;
  for (std::size_t block = 0; block < row.layers.size(); ++block) {
    for (int layer = 0; layer < row.layers[block]; ++layer) {
      const std::string name =
          fmt::format("features.denseblock{}.denselayer{}", block + 1, layer + 1);
      const NodeId added = dense_layer(builder, name, x, row);
      x = builder.add(name + ".concat", graph::Concat{}, {x, added});
    }
    if (block + 1 < row.layers.size()) {
      const std::string name = fmt::format("features.transition{}", block + 1);
      x = transition(builder, name, x);
      note_tap(features, x, 4 << block);
      x = builder.add(name + ".pool", graph::Pool2d{.kind = graph::PoolKind::kAverage}, x);
    }
  }
  x = builder.add("features.norm5", BatchNorm2d{}, x);
  note_tap(features, builder.add("features.relu5", Activation{}, x), 32);
  return features;
}

}  // namespace

Features build_densenet121(Builder& builder, double) { return densenet(builder, kDenseNet121); }

}  // namespace efs::nn
