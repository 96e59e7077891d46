// The operators of a network. Every activation is [N,C,H,W], [N,D] behind Flatten, or [N,C,cells]
// behind ConcatCells; the batch dimension is left out of all shapes here.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace efs::graph {

struct Input {
  int channels = 3;
  int height = 0;
  int width = 0;
};

/// How a fresh weight is drawn; the backbones state torchvision's own choice.
enum class Init {
  kZeros,
  kOnes,
  kConstant,             // value
  kNormal,               // mean 0, standard deviation = value
  kTruncatedNormal,      // mean 0, standard deviation = value, cut at +-2 (absolute)
  kKaimingNormalFanOut,  // std = sqrt(2 / fan_out), fan_out = out_channels * kernel area
  kKaimingNormalFanIn,   // std = sqrt(2 / fan_in)
  kKaimingUniformFanIn,  // bound = sqrt(6 / fan_in)
  kTorchDefault,         // PyTorch's Conv/Linear default: uniform, bound = 1 / sqrt(fan_in)
};
struct InitRule {
  Init kind = Init::kTorchDefault;
  double value = 0.0;
};

/// 2-D convolution. Parameters: weight [out, in/groups, kernel_h, kernel_w], bias [out].
struct Conv2d {
  int out_channels = 0;
  int kernel_h = 1;
  int kernel_w = 1;
  int stride = 1;
  int padding = 0;
  int dilation = 1;
  int groups = 1;
  bool bias = true;
  /// The weight is stored as a Linear's [out, in] (ConvNeXt's pointwise layers): same arithmetic
  /// as a 1x1 convolution, other shape in the state dict.
  bool linear_weight = false;
  InitRule weight_init;
  InitRule bias_init{Init::kTorchDefault, 0.0};
};

/// Parameters: weight (ones), bias (zeros); buffers: running_mean (zeros), running_var (ones).
struct BatchNorm2d {
  double epsilon = 1e-5;
  double momentum = 0.1;
};

/// Layer normalisation over the channels at each position (torchvision's LayerNorm2d).
/// Parameters: weight [C] (ones), bias [C] (zeros).
struct LayerNorm2d {
  double epsilon = 1e-6;
};

/// Parameters: weight [out, in], bias [out]. Input [N,D].
struct Linear {
  int out_features = 0;
  bool bias = true;
  InitRule weight_init;
  InitRule bias_init{Init::kTorchDefault, 0.0};
};

/// Learned per-channel factor; parameter [C,1,1] named by the node itself (ConvNeXt layer_scale).
struct ChannelScale {
  double init_value = 1e-6;
};

enum class ActivationKind { kRelu, kRelu6, kHardswish, kHardsigmoid, kSigmoid, kSilu, kGelu };
struct Activation {
  ActivationKind kind = ActivationKind::kRelu;
};

enum class PoolKind { kMax, kAverage };
struct Pool2d {
  PoolKind kind = PoolKind::kMax;
  int kernel = 2;
  int stride = 2;
  int padding = 0;
  bool ceil_mode = false;
};

/// Mean over H and W: [C,H,W] -> [C,1,1].
struct GlobalAveragePool {};
/// [C,H,W] -> [C*H*W].
struct Flatten {};
/// Sum of equal shapes (two or more inputs).
struct Add {};
/// Product; the second input may be [C,1,1] (squeeze-and-excitation).
struct Multiply {};
/// Joins along the channels; vectors [D] end to end.
struct Concat {};
/// Channels [begin, end).
struct SliceChannels {
  int begin = 0;
  int end = 0;
};
/// ShuffleNet: view [groups, C/groups], transpose.
struct ChannelShuffle {
  int groups = 2;
};
/// Softmax over the H*W positions of each channel: [C,H,W] -> [C,H,W], every channel sums to 1.
struct SpatialSoftmax {};
/// [4,H,W], a map for each side of a box (xmin ymin xmax ymax): adds to each value where its cell's
/// centre is on the map, (i + 0.5) / extent; x to channels 0 and 2, y to channels 1 and 3.
struct AddCoordinates {};
/// Sum over H and W: [C,H,W] -> [C,1,1].
struct SpatialSum {};
/// Every value four times, nearest neighbour: [C,H,W] -> [C,2H,2W].
struct Upsample2x {};
/// Joins maps by their cells, row by row and map after map: [C,H1,W1], [C,H2,W2], ... ->
/// [C, H1*W1 + H2*W2 + ...].
struct ConcatCells {};

/// One map of a detector that reads several.
struct CellGrid {
  int stride = 0;  // input pixels a cell
  int height = 0;  // cells
  int width = 0;
};
/// A score [1,N] (logit) and a box [4,N] (dx dy dw dh) of each cell -> [N,5], rows
/// xmin ymin xmax ymax score: the box relative to the network's input, the score from 0 to 1.
/// As YuNet (Wu et al., 2023; FaceDetectorYN since OpenCV 4.8): the box of a cell is
/// exp(dw) * stride wide, exp(dh) * stride high, and its centre lies at
/// ((column + dx) * stride, (row + dy) * stride).
/// In training the score stays a logit, as losses want it, and dw and dh are cut where the box is
/// twice as long as the input's longer side, so that exp stays finite.
struct DecodeFaces {
  int input_height = 0;  // pixels
  int input_width = 0;
  std::vector<CellGrid> levels;  // in the order of the cells
};
/// Training only: zeroes single values with this probability.
struct Dropout {
  double probability = 0.5;
};
/// Training only: zeroes whole samples of a residual branch (torchvision's mode "row").
struct StochasticDepth {
  double probability = 0.0;
};

/// One lambda a type, for std::visit over an Op.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

using Op = std::variant<Input, Conv2d, BatchNorm2d, LayerNorm2d, Linear, ChannelScale, Activation,
                        Pool2d, GlobalAveragePool, Flatten, Add, Multiply, Concat, SliceChannels,
                        ChannelShuffle, SpatialSoftmax, AddCoordinates, SpatialSum, Upsample2x,
                        ConcatCells, DecodeFaces, Dropout, StochasticDepth>;

/// Whether it is one of these operators.
template <typename... Ops>
bool is(const Op& op) {
  return (std::holds_alternative<Ops>(op) || ...);
}
template <typename... Kinds>
bool is_activation(const Op& op, Kinds... kinds) {
  const auto* activation = std::get_if<Activation>(&op);
  return activation != nullptr && ((activation->kind == kinds) || ...);
}

/// "Conv2d", "BatchNorm2d", "ReLU", ...: for messages and tables.
std::string op_name(const Op& op);
/// "out=64 kernel=3x3 stride=1 ...": all that shapes and arithmetic depend on; no init rules.
std::string op_attributes(const Op& op);

}  // namespace efs::graph
