#include <gmock/gmock.h>

#include "core/error.h"
#include "graph/builder.h"
#include "graph/cost.h"

namespace efs::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

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

/// A convolution of two maps, each with a norm of its own.
NodeId add_shared(Builder& builder, const std::string& name, NodeId input) {
  const NodeId conv = builder.add(name + ".conv", Conv2d{.out_channels = 4}, input);
  builder.name_parameters(conv, "shared");
  return builder.add(name + ".norm", BatchNorm2d{}, conv);
}

TEST(Parameters, ThatLayersShareAreThereOnce) {
  Builder builder(6, 4, 4);
  const NodeId fine = add_shared(builder, "fine", builder.input());
  const NodeId pool = builder.add("pool", Pool2d{}, builder.input());
  const NodeId coarse = add_shared(builder, "coarse", pool);
  const NodeId both = builder.add("both", ConcatCells{}, {fine, coarse});
  EXPECT_THAT(
      names(builder.finish(both)),
      ElementsAre("shared.weight[4,6,1,1]", "shared.bias[4]", "fine.norm.weight[4]",
                  "fine.norm.bias[4]", "fine.norm.running_mean[4]", "fine.norm.running_var[4]",
                  "coarse.norm.weight[4]", "coarse.norm.bias[4]", "coarse.norm.running_mean[4]",
                  "coarse.norm.running_var[4]"));
  EXPECT_EQ(cost(builder.finish(both)).weight_count, 6 * 4 + 4 + 2 * (4 + 4));
  EXPECT_EQ(cost(builder.finish(both)).macs, 6 * 4 * (16 + 4));
  // One of them alone still has them.
  EXPECT_EQ(names(builder.finish(coarse)).front(), "shared.weight[4,6,1,1]");
  EXPECT_THAT(
      describe(builder.finish(both)),
      HasSubstr("coarse.conv Conv2d(out=4 kernel=1x1 stride=1 padding=0 dilation=1 groups=1 "
                "bias) <- [3] -> [4,2,2] of shared\n"));
}

TEST(Parameters, ThatLayersShareHaveOneShape) {
  Builder builder(6, 4, 4);
  const NodeId first = builder.add("first", Conv2d{.out_channels = 4}, builder.input());
  const NodeId second = builder.add("second", Conv2d{.out_channels = 4}, first);
  builder.name_parameters(second, "first");
  EXPECT_THAT([&] { builder.finish(second); },
              ThrowsMessage<Error>(HasSubstr(
                  "layers 'first' and 'second' share the parameters 'first', but one has "
                  "first.weight [4,6,1,1], first.bias [4] and the other first.weight [4,4,1,1]")));
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
