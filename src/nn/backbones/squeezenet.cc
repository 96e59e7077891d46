// SqueezeNet: Iandola et al., arXiv 1602.07360, table 1 (1.0), and the authors' version 1.1, which
// pools earlier. Its features end with the last Fire block.
#include <vector>

#include "nn/backbones/backbones.h"
#include "nn/blocks/sequence.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::NodeId;

namespace {

/// Squeeze to `squeeze` channels, expand to `expand` by 1x1 and as many by 3x3 kernels.
struct Fire {
  int squeeze;
  int expand;
};

struct SqueezeNet {
  int stem_channels;
  int stem_kernel;
  std::vector<std::vector<Fire>> stages;  // a max pool stands in front of each
};

const SqueezeNet kVersion10{
    96,
    7,
    {{{16, 64}, {16, 64}, {32, 128}}, {{32, 128}, {48, 192}, {48, 192}, {64, 256}}, {{64, 256}}}};
const SqueezeNet kVersion11{
    64,
    3,
    {{{16, 64}, {16, 64}}, {{32, 128}, {32, 128}}, {{48, 192}, {48, 192}, {64, 256}, {64, 256}}}};

Conv2d squeeze_conv(int channels, int kernel, int padding = 0, int stride = 1) {
  return {.out_channels = channels,
          .kernel_h = kernel,
          .kernel_w = kernel,
          .stride = stride,
          .padding = padding,
          .weight_init = {graph::Init::kKaimingUniformFanIn, 0.0},
          .bias_init = kZeroBias};
}

NodeId fire_block(Builder& builder, const std::string& name, NodeId input, const Fire& fire) {
  const auto conv_relu = [&](const char* part, const Conv2d& op, NodeId from) {
    const std::string layer = name + part;
    return builder.add(layer + "_activation", graph::Activation{}, builder.add(layer, op, from));
  };
  const NodeId squeezed = conv_relu(".squeeze", squeeze_conv(fire.squeeze, 1), input);
  const NodeId narrow = conv_relu(".expand1x1", squeeze_conv(fire.expand, 1), squeezed);
  const NodeId wide = conv_relu(".expand3x3", squeeze_conv(fire.expand, 3, 1), squeezed);
  return builder.add(name + ".concat", graph::Concat{}, {narrow, wide});
}

Features squeezenet(Builder& builder, const SqueezeNet& row) {
  Sequence layers(builder, "features.", builder.input());
  layers.add(squeeze_conv(row.stem_channels, row.stem_kernel, 0, 2)).add(graph::Activation{});
  Features features;
  int stride = 2;
  for (const std::vector<Fire>& stage : row.stages) {
    layers.add(graph::Pool2d{.kernel = 3, .stride = 2, .ceil_mode = true});
    for (const Fire& fire : stage) {
      layers.continue_from(fire_block(builder, layers.next_name(), layers.last(), fire));
    }
    note_tap(features, layers.last(), stride *= 2);
  }
  return features;
}

}  // namespace

Features build_squeezenet1_0(Builder& builder, double) { return squeezenet(builder, kVersion10); }
Features build_squeezenet1_1(Builder& builder, double) { return squeezenet(builder, kVersion11); }

}  // namespace efs::nn
