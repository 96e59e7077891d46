// AlexNet in its one-tower form: Krizhevsky, "One weird trick for parallelizing convolutional
// neural networks", arXiv 1404.5997. Weights start as PyTorch's layers do.
#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

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

Features build_alexnet(graph::Builder& builder, double) {
  Sequence layers(builder, "features.", builder.input());
  Features features;
  int stride = 1;
  for (const Layer& layer : kLayers) {
    layers.add(graph::Conv2d{.out_channels = layer.channels,
                             .kernel_h = layer.kernel,
                             .kernel_w = layer.kernel,
                             .stride = layer.stride,
                             .padding = layer.padding});
    layers.add(graph::Activation{});
    note_tap(features, layers.last(), stride *= layer.stride);
    if (!layer.pool) continue;
    layers.add(graph::Pool2d{.kernel = 3, .stride = 2});
    note_tap(features, layers.last(), stride *= 2);
  }
  return features;
}

}  // namespace efs::nn
