#include "graph/cost.h"

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace efs::graph {
namespace {

Cost cost_of(const Op& op, int channels = 6) {
  Builder builder(channels, 8, 8);
  return cost_by_node(builder.finish(builder.add("layer", op, builder.input()))).back();
}

// By hand: each of 10*8*8 outputs sums over 6*3*3 products; the bias is not counted.
TEST(Cost, Convolution) {
  const Cost cost = cost_of(Conv2d{.out_channels = 10, .kernel_h = 3, .kernel_w = 3, .padding = 1});
  EXPECT_EQ(cost.macs, 10 * 8 * 8 * 6 * 3 * 3);
  EXPECT_EQ(cost.weight_count, 10 * 6 * 3 * 3 + 10);
}

TEST(Cost, DepthwiseConvolution) {
  const Cost cost = cost_of(Conv2d{.out_channels = 6,
                                   .kernel_h = 5,
                                   .kernel_w = 5,
                                   .stride = 2,
                                   .padding = 2,
                                   .groups = 6,
                                   .bias = false});
  EXPECT_EQ(cost.macs, 6 * 4 * 4 * 5 * 5);
  EXPECT_EQ(cost.weight_count, 6 * 5 * 5);
}

TEST(Cost, LinearWeightCostsWhatTheConvolutionCosts) {
  const Cost linear = cost_of(Conv2d{.out_channels = 10, .linear_weight = true});
  const Cost pointwise = cost_of(Conv2d{.out_channels = 10});
  EXPECT_EQ(linear.macs, pointwise.macs);
  EXPECT_EQ(linear.weight_count, pointwise.weight_count);
}

TEST(Cost, BatchNormStatisticsAreNotTrained) {
  const Cost cost = cost_of(BatchNorm2d{});
  EXPECT_EQ(cost.weight_count, 2 * 6);
  EXPECT_EQ(cost.macs, 0);
}

TEST(Cost, OnlyConvolutionsAndLinearLayersHaveMacs) {
  for (const Op& op :
       {Op(Activation{}), Op(Pool2d{}), Op(LayerNorm2d{}), Op(ChannelScale{}), Op(SpatialSoftmax{}),
        Op(SpatialSum{}), Op(Upsample2x{}), Op(ConcatCells{})}) {
    EXPECT_EQ(cost_of(op).macs, 0) << op_name(op);
  }
  EXPECT_EQ(cost_of(AddCoordinates{}, 4).macs, 0);
}

// LeNet-5 with ReLU as PyTorch's tutorial has it (conv 6 5x5, conv 16 5x5, fc 120, 84, 10 on
// 1x32x32): 61,706 parameters. MACs by hand.
TEST(Cost, LeNetFive) {
  Builder builder(1, 32, 32);
  const Conv2d five{.out_channels = 6, .kernel_h = 5, .kernel_w = 5};
  Conv2d sixteen = five;
  sixteen.out_channels = 16;
  NodeId x = builder.add("pool1", Pool2d{}, builder.add("conv1", five, builder.input()));
  x = builder.add("pool2", Pool2d{}, builder.add("conv2", sixteen, x));
  x = builder.add("flatten", Flatten{}, x);
  x = builder.add("fc1", Linear{.out_features = 120}, x);
  x = builder.add("fc2", Linear{.out_features = 84}, x);
  x = builder.add("fc3", Linear{.out_features = 10}, x);
  const Graph graph = builder.finish(x);
  const Cost total = cost(graph);
  EXPECT_EQ(total.weight_count, 61706);
  EXPECT_EQ(total.macs, 6 * 28 * 28 * 25 + 16 * 10 * 10 * 6 * 25 + 400 * 120 + 120 * 84 + 84 * 10);
  EXPECT_EQ(cost_by_node(graph).size(), graph.nodes().size());
}

}  // namespace
}  // namespace efs::graph
