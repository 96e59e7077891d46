// RegNet: Radosavovic et al., "Designing Network Design Spaces", arXiv 2003.13678, figures 14, 15.
#include <fmt/format.h>

#include <array>

#include "nn/backbones/backbones.h"
#include "nn/blocks/conv_block.h"
#include "nn/blocks/squeeze_excitation.h"

namespace efs::nn {

using graph::Activation;
using graph::Builder;
using graph::NodeId;

namespace {

struct RegNet {
  struct Stage {
    int blocks;
    int width;
  };
  std::array<Stage, 4> stages;
  int group_width;
  bool squeeze_excitation;  // the Y networks: to a quarter of the block's input channels
};

// Widths and depths follow from the paper's (depth, w_0, w_a, w_m):
constexpr RegNet kY400{{{{1, 48}, {3, 104}, {6, 208}, {6, 440}}}, 8, true};   // 16, 48, 27.89, 2.09
constexpr RegNet kY800{{{{1, 64}, {3, 144}, {8, 320}, {2, 784}}}, 16, true};  // 14, 56, 38.84, 2.4
constexpr RegNet kX400{
    {{{1, 32}, {2, 64}, {7, 160}, {12, 400}}}, 16, false};  // 22, 24, 24.48, 2.54
constexpr RegNet kX800{
    {{{1, 64}, {3, 128}, {7, 288}, {5, 672}}}, 16, false};  // 16, 56, 35.73, 2.28
constexpr int kRegnetStem = 32;

NodeId bottleneck(Builder& builder, const std::string& name, NodeId input, const RegNet& row,
                  int width, int stride) {
  const int in_channels = static_cast<int>(builder.shape(input)[0]);
  NodeId skip = input;
  if (in_channels != width || stride != 1) {
    skip = conv_norm(builder, name + ".proj", input, same_conv(width, 1, stride), kNormOnly);
  }
  NodeId x = conv_norm(builder, name + ".f.a", input, same_conv(width, 1));
  x = conv_norm(builder, name + ".f.b", x, same_conv(width, 3, stride, width / row.group_width));
  if (row.squeeze_excitation) {
    // torchvision leaves the biases of these two convolutions at PyTorch's default.
    x = squeeze_excitation(builder, name + ".f.se", x,
                           {.squeeze_channels = in_channels / 4, .bias_init = {}});
  }
  x = conv_norm(builder, name + ".f.c", x, same_conv(width, 1), kNormOnly);
  x = builder.add(name + ".add", graph::Add{}, {skip, x});
  return builder.add(name + ".activation", Activation{}, x);
}

Features regnet(Builder& builder, const RegNet& row) {
  NodeId x = conv_norm(builder, "stem", builder.input(), same_conv(kRegnetStem, 3, 2));
  Features features;
  for (std::size_t stage = 0; stage < row.stages.size(); ++stage) {
    for (int block = 0; block < row.stages[stage].blocks; ++block) {
      const std::string name = fmt::format("trunk_output.block{0}.block{0}-{1}", stage + 1, block);
      x = bottleneck(builder, name, x, row, row.stages[stage].width, block == 0 ? 2 : 1);
    }
    note_tap(features, x, 4 << stage);
  }
  return features;
}

}  // namespace

Features build_regnet_y_400mf(Builder& builder, double) { return regnet(builder, kY400); }
Features build_regnet_y_800mf(Builder& builder, double) { return regnet(builder, kY800); }
Features build_regnet_x_400mf(Builder& builder, double) { return regnet(builder, kX400); }
Features build_regnet_x_800mf(Builder& builder, double) { return regnet(builder, kX800); }

}  // namespace efs::nn
