#include <gmock/gmock.h>

#include "graph/builder.h"

namespace efs::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "name[shape]" of every tensor.
std::vector<std::string> names(const Graph& graph) {
  std::vector<std::string> result;
  for (const Parameter& parameter : parameters(graph)) {
    result.push_back(parameter.name + to_string(parameter.shape));
  }
  return result;
}

Graph single(const Op& op, int channels = 6) {
  Builder builder(channels, 4, 4);
  return builder.finish(builder.add("layer", op, builder.input()));
}

TEST(Parameters, ConvolutionHasWeightAndBias) {
  EXPECT_THAT(names(single(Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 1, .groups = 2})),
              ElementsAre("layer.weight[4,3,3,1]", "layer.bias[4]"));
  EXPECT_THAT(names(single(Conv2d{.out_channels = 4, .bias = false})),
              ElementsAre("layer.weight[4,6,1,1]"));
}

TEST(Parameters, LinearWeightOfAConvolutionIsAMatrix) {
  EXPECT_THAT(names(single(Conv2d{.out_channels = 4, .linear_weight = true})),
              ElementsAre("layer.weight[4,6]", "layer.bias[4]"));
}

TEST(Parameters, LinearHasWeightAndBias) {
  Builder builder(6, 2, 2);
  const NodeId flat = builder.add("flat", Flatten{}, builder.input());
  const NodeId fc = builder.add("fc", Linear{.out_features = 5}, flat);
  const Graph graph =
      builder.finish(builder.add("out", Linear{.out_features = 2, .bias = false}, fc));
  EXPECT_THAT(names(graph), ElementsAre("fc.weight[5,24]", "fc.bias[5]", "out.weight[2,5]"));
}

TEST(Parameters, BatchNormHasUntrainableStatisticsBehindItsParameters) {
  const Graph graph = single(BatchNorm2d{});
  EXPECT_THAT(names(graph), ElementsAre("layer.weight[6]", "layer.bias[6]", "layer.running_mean[6]",
                                        "layer.running_var[6]"));
  std::vector<bool> trainable;
  std::vector<Init> init;
  for (const Parameter& parameter : parameters(graph)) {
    trainable.push_back(parameter.trainable);
    init.push_back(parameter.init.kind);
    EXPECT_EQ(graph.node(parameter.node).name, "layer");
  }
  EXPECT_THAT(trainable, ElementsAre(true, true, false, false));
  EXPECT_THAT(init, ElementsAre(Init::kOnes, Init::kZeros, Init::kZeros, Init::kOnes));
}

TEST(Parameters, LayerNormHasWeightAndBias) {
  EXPECT_THAT(names(single(LayerNorm2d{})), ElementsAre("layer.weight[6]", "layer.bias[6]"));
}

TEST(Parameters, ChannelScaleIsNamedByItsNode) {
  const Graph graph = single(ChannelScale{.init_value = 0.25});
  EXPECT_THAT(names(graph), ElementsAre("layer[6,1,1]"));
  EXPECT_EQ(parameters(graph)[0].init.kind, Init::kConstant);
  EXPECT_EQ(parameters(graph)[0].init.value, 0.25);
}

TEST(Parameters, OtherLayersHaveNone) {
  for (const Op& op :
       {Op(Activation{}), Op(Pool2d{}), Op(GlobalAveragePool{}), Op(Flatten{}),
        Op(SliceChannels{0, 2}), Op(ChannelShuffle{2}), Op(Dropout{0.5}), Op(StochasticDepth{0.5}),
        Op(SpatialSoftmax{}), Op(SpatialSum{}), Op(Upsample2x{}), Op(ConcatCells{})}) {
    EXPECT_THAT(names(single(op)), IsEmpty()) << op_name(op);
  }
  EXPECT_THAT(names(single(AddCoordinates{}, 4)), IsEmpty());
}

TEST(Parameters, InitRulesAreTheLayers) {
  const Graph graph = single(Conv2d{.out_channels = 4,
                                    .weight_init = {Init::kNormal, 0.01},
                                    .bias_init = {Init::kConstant, 3.0}});
  const auto list = parameters(graph);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].init.kind, Init::kNormal);
  EXPECT_EQ(list[0].init.value, 0.01);
  EXPECT_EQ(list[1].init.kind, Init::kConstant);
  EXPECT_EQ(list[1].init.value, 3.0);
}

}  // namespace
}  // namespace efs::graph
