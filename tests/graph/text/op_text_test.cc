#include "graph/text/op_text.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/error.h"

namespace efs::graph {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Operators of which each attribute differs from its default.
const std::vector<Op>& examples() {
  static const std::vector<Op> ops = {
      Input{3, 96, 160},
      Conv2d{.out_channels = 8,
             .kernel_h = 3,
             .kernel_w = 5,
             .stride = 2,
             .padding = 1,
             .dilation = 2,
             .groups = 4,
             .bias = false,
             .weight_init = {Init::kTruncatedNormal, 0.02},
             .bias_init = {Init::kZeros, 0.0}},
      Conv2d{.out_channels = 8, .linear_weight = true, .weight_init = {Init::kKaimingNormalFanOut}},
      BatchNorm2d{.epsilon = 1e-3, .momentum = 0.00029999999999996696},
      LayerNorm2d{.epsilon = 1e-4},
      Linear{.out_features = 7, .bias = false, .weight_init = {Init::kNormal, 0.01}},
      ChannelScale{.init_value = 0.1},
      Activation{ActivationKind::kHardswish},
      Pool2d{.kind = PoolKind::kAverage, .kernel = 3, .stride = 1, .padding = 1, .ceil_mode = true},
      SliceChannels{.begin = 2, .end = 5},
      ChannelShuffle{.groups = 4},
      DecodeFaces{.input_height = 96, .input_width = 160, .levels = {{8, 12, 20}, {16, 6, 10}}},
      Dropout{.probability = 0.2},
      StochasticDepth{.probability = 0.1 / 3},
      Add{},
      Upsample2x{},
  };
  return ops;
}

TEST(OpText, IsReadAsTheOperatorThatItIs) {
  for (const Op& op : examples()) {
    SCOPED_TRACE(op_name(op));
    const Op read = read_op(op_name(op), whole_attributes(op));
    EXPECT_EQ(read.index(), op.index());
    EXPECT_EQ(whole_attributes(read), whole_attributes(op));
  }
  const auto norm = std::get<BatchNorm2d>(
      read_op("BatchNorm2d", whole_attributes(BatchNorm2d{.momentum = 0.00029999999999996696})));
  EXPECT_EQ(norm.momentum, 0.00029999999999996696);
  const auto conv = std::get<Conv2d>(read_op("Conv2d", whole_attributes(examples()[1])));
  EXPECT_EQ(conv.kernel_w, 5);
  EXPECT_FALSE(conv.bias);
  EXPECT_EQ(conv.weight_init.kind, Init::kTruncatedNormal);
  EXPECT_EQ(conv.weight_init.value, 0.02);
}

TEST(OpText, EveryOperatorHasAName) {
  const auto names = op_names();
  EXPECT_EQ(names.size(), std::variant_size_v<Op> - 2 + 7 + 2);  // activations and pools by kind
  for (const std::string& name : names) {
    if (name != "Input") EXPECT_EQ(op_name(read_op(name, "")), name);
  }
}

TEST(OpText, WhatIsLeftOutHasItsDefaultAndFlagsAreOff) {
  const auto conv = std::get<Conv2d>(read_op("Conv2d", "kernel=3  out=16"));
  EXPECT_EQ(conv.out_channels, 16);
  EXPECT_EQ(conv.kernel_h, 3);
  EXPECT_EQ(conv.kernel_w, 3);
  EXPECT_EQ(conv.stride, 1);
  EXPECT_FALSE(conv.bias);
  EXPECT_EQ(conv.weight_init.kind, Init::kTorchDefault);
}

void expect_refusal(const char* name, const char* attributes, const char* words) {
  EXPECT_THAT([&] { read_op(name, attributes); }, ThrowsMessage<UsageError>(HasSubstr(words)))
      << name << "(" << attributes << ")";
}

TEST(OpText, WhatIsNoneIsRefusedWithWhatFits) {
  expect_refusal("Conv2", "", "did you mean 'Conv2d'?");
  expect_refusal("Conv2d", "strid=2", "did you mean 'stride'?");
  expect_refusal("Conv2d", "out=many", "out=many is not a whole number");
  expect_refusal("Conv2d", "out=99999999999", "is not a whole number");
  expect_refusal("Conv2d", "padding=65537", "is not a whole number up to 65536");
  expect_refusal("BatchNorm2d", "epsilon=nan", "is not a number");
  expect_refusal("Conv2d", "kernel=3x3x3", "is not HEIGHTxWIDTH");
  expect_refusal("Conv2d", "bias=true", "stands alone");
  expect_refusal("Conv2d", "out=1 out=2", "given twice");
  expect_refusal("Conv2d", "init=he", "unknown rule of fresh weights 'he'");
  expect_refusal("Conv2d", "init=normal", "needs a number");
  expect_refusal("Conv2d", "init=zeros:1", "takes no number");
  expect_refusal("Add", "x", "takes no attributes");
  expect_refusal("Input", "", "its size is missing");
}

}  // namespace
}  // namespace efs::graph
