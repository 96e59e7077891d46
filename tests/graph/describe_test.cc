#include <gtest/gtest.h>

#include "graph/builder.h"

namespace efs::graph {
namespace {

Graph network(const Conv2d& conv) {
  Builder builder(3, 8, 8);
  const NodeId x = builder.add("conv1", conv, builder.input());
  const NodeId y = builder.add("bn1", BatchNorm2d{}, x);
  return builder.finish(builder.add("sum", Add{}, {x, y}));
}

// The text is part of digests: a change of it makes everything measured before unknown.
TEST(Describe, IsStable) {
  EXPECT_EQ(describe(network({.out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 1})),
            "input Input(3x8x8) <- [] -> [3,8,8]\n"
            "conv1 Conv2d(out=4 kernel=3x3 stride=1 padding=1 dilation=1 groups=1 bias) <- [0] -> "
            "[4,8,8]\n"
            "bn1 BatchNorm2d(epsilon=1e-05 momentum=0.1) <- [1] -> [4,8,8]\n"
            "sum Add() <- [1,2] -> [4,8,8]\n"
            "output sum\n");
}

TEST(Describe, ShowsEveryAttributeThatChangesTheArithmetic) {
  const std::string plain = describe(network({.out_channels = 4}));
  EXPECT_NE(plain, describe(network({.out_channels = 4, .bias = false})));
  EXPECT_NE(plain, describe(network({.out_channels = 4, .stride = 2})));
  EXPECT_NE(plain, describe(network({.out_channels = 4, .linear_weight = true})));
  EXPECT_EQ(plain, describe(network({.out_channels = 4, .weight_init = {Init::kOnes, 0.0}})));
}

TEST(Describe, NamesTheOutput) {
  Builder builder(3, 8, 8);
  const NodeId first = builder.add("relu", Activation{ActivationKind::kRelu6}, builder.input());
  const NodeId second = builder.add("pool", Pool2d{.kind = PoolKind::kAverage}, first);
  EXPECT_NE(describe(builder.finish(first)), describe(builder.finish(second)));
}

TEST(OpName, IsTheTermOfPyTorchWhereThereIsOne) {
  EXPECT_EQ(op_name(Activation{ActivationKind::kHardswish}), "Hardswish");
  EXPECT_EQ(op_name(Activation{ActivationKind::kRelu}), "ReLU");
  EXPECT_EQ(op_name(Pool2d{}), "MaxPool2d");
  EXPECT_EQ(op_name(Pool2d{.kind = PoolKind::kAverage}), "AvgPool2d");
  EXPECT_EQ(op_name(SpatialSoftmax{}), "SpatialSoftmax");
  EXPECT_EQ(op_name(AddCoordinates{}), "AddCoordinates");
  EXPECT_EQ(op_name(SpatialSum{}), "SpatialSum");
  EXPECT_EQ(op_name(Upsample2x{}), "Upsample2x");
  EXPECT_EQ(op_name(ConcatCells{}), "ConcatCells");
  EXPECT_EQ(op_name(DecodeFaces{}), "DecodeFaces");
  EXPECT_EQ(op_attributes(SpatialSoftmax{}), "");
  EXPECT_EQ(op_attributes(DecodeFaces{
                .input_height = 96, .input_width = 160, .levels = {{8, 12, 20}, {16, 6, 10}}}),
            "input=96x160 stride8=12x20 stride16=6x10");
}

TEST(OpName, IsThatOfTheOperator) {
  EXPECT_EQ(op_name(Input{}), "Input");
  EXPECT_EQ(op_name(LayerNorm2d{}), "LayerNorm2d");
  EXPECT_EQ(op_name(Flatten{}), "Flatten");
  EXPECT_EQ(op_name(ChannelShuffle{}), "ChannelShuffle");
  EXPECT_EQ(op_name(SpatialSum{}), "SpatialSum");
  EXPECT_EQ(op_name(StochasticDepth{}), "StochasticDepth");
  EXPECT_EQ(op_name(Pool2d{.kind = PoolKind::kAverage}), "AvgPool2d");
  EXPECT_EQ(op_name(Activation{ActivationKind::kRelu}), "ReLU");
  EXPECT_EQ(op_name(Activation{ActivationKind::kGelu}), "GELU");
}

}  // namespace
}  // namespace efs::graph
