// AlexNet in its one-tower form: Krizhevsky, "One weird trick for parallelizing convolutional
// neural networks", arXiv 1404.5997. Weights start as PyTorch's layers do.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::NodeId;

namespace {

struct Layer {
  int channels;
  int kernel;
  int stride;
  int padding;
  bool pool;  // a 3x3 max pool of stride 2 follows
};

constexpr std::array<Layer, 5> kLayers{{
    {64, 11, 4, 2, true},
    {192, 5, 1, 2, true},
    {384, 3, 1, 1, false},
    {256, 3, 1, 1, false},
    {256, 3, 1, 1, true},
}};

}  // namespace

Features build_alexnet(Builder& builder) {
  int index = 0;
  const auto add = [&](graph::Op op, NodeId input) {
    return builder.add(fmt::format("features.{}", index++), std::move(op), input);
  };
  Features features;
  int stride = 1;
  NodeId x = builder.input();
  for (const Layer& layer : kLayers) {
    x = add(Conv2d{.out_channels = layer.channels,
                   .kernel_h = layer.kernel,
                   .kernel_w = layer.kernel,
                   .stride = layer.stride,
                   .padding = layer.padding},
            x);
    x = add(graph::Activation{}, x);
    note_tap(features, x, stride *= layer.stride);
    if (!layer.pool) continue;
    x = add(graph::Pool2d{.kernel = 3, .stride = 2}, x);
    note_tap(features, x, stride *= 2);
  }
  return features;
}

}  // namespace efs::nn
