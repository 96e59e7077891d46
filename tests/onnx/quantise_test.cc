#include "onnx/quantise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "graph/builder.h"

namespace efs::onnx {
namespace {

using graph::Builder;
using graph::NodeId;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

// Jacob et al., arXiv 1712.05877: r = S q, here with zero point 0 and the range -127..127.
TEST(QuantiseWeight, RoundsEachOutputChannelByItsLargestWeight) {
  const auto rounded = quantise_weight({{2, 1, 1, 2}, {1.27F, -0.126F, 0.5F, -2.54F}}, {}, 1.0F);
  EXPECT_THAT(rounded.steps, ElementsAre(FloatEq(0.01F), FloatEq(0.02F)));
  EXPECT_THAT(rounded.values, ElementsAre(127, -13, 25, -127));
  EXPECT_TRUE(rounded.bias.empty());
}

TEST(QuantiseWeight, ABiasIsInStepsOfInputAndWeight) {
  const auto rounded = quantise_weight({{2, 1}, {1.27F, 2.54F}}, {0.5F, -0.5F}, 0.1F);
  EXPECT_THAT(rounded.bias, ElementsAre(500, -250));
}

TEST(QuantiseWeight, AChannelOfZerosHasAStep) {
  const auto rounded = quantise_weight({{1, 2}, {0.0F, 0.0F}}, {3.0F}, 0.5F);
  EXPECT_THAT(rounded.values, ElementsAre(0, 0));
  EXPECT_FLOAT_EQ(rounded.steps[0] * 0.5F * static_cast<float>(rounded.bias[0]), 3.0F);
}

TEST(QuantiseWeight, ALargeBiasOfTinyWeightsFits) {
  const auto rounded = quantise_weight({{1, 1}, {1e-9F}}, {-100.0F}, 1e-3F);
  const double bias = static_cast<double>(rounded.steps[0]) * 1e-3 * rounded.bias[0];
  EXPECT_NEAR(bias, -100.0, 1e-4);
}

/// conv -> relu6 -> max pool -> shuffle -> linear, and the input's neighbour conv2 behind the pool.
class QuantisationPlan : public testing::Test {
 protected:
  QuantisationPlan() {
    conv = b.add("conv", graph::Conv2d{.out_channels = 4, .bias = false}, b.input());
    norm = b.add("norm", graph::BatchNorm2d{}, conv);
    relu = b.add("relu", graph::Activation{graph::ActivationKind::kRelu6}, norm);
    pool = b.add("pool", graph::Pool2d{}, relu);
    swish = b.add("swish", graph::Activation{graph::ActivationKind::kHardswish},
                  b.add("conv2", graph::Conv2d{.out_channels = 4}, pool));
    sum = b.add("sum", graph::Add{}, std::vector<NodeId>{pool, swish});
    flat = b.add("flat", graph::Flatten{}, sum);
    linear = b.add("linear", graph::Linear{.out_features = 4}, flat);
    box = b.add("box", graph::Activation{graph::ActivationKind::kSigmoid}, linear);
  }

  Builder b{3, 4, 4};
  NodeId conv = 0, norm = 0, relu = 0, pool = 0, swish = 0, sum = 0, flat = 0, linear = 0, box = 0;
};

TEST_F(QuantisationPlan, RoundsWhatWeightsReadAndNothingBehindTheLast) {
  const graph::Graph graph = b.finish(box);
  ActivationRanges ranges(graph.nodes().size());
  for (std::size_t i = 0; i < ranges.size(); ++i) ranges[i] = 127.0F * static_cast<float>(i + 1);
  const auto plan = plan_quantisation(graph, plan_folding(graph, {graph.output_id()}), ranges);
  const auto step = [&](NodeId id) { return plan[static_cast<std::size_t>(id)].step; };
  EXPECT_FLOAT_EQ(step(b.input()), 1.0F);
  EXPECT_EQ(step(conv), 0.0F) << "only the ReLU6 reads it";
  EXPECT_FLOAT_EQ(step(relu), static_cast<float>(relu + 1) * 127.0F / 255.0F) << "none is negative";
  EXPECT_EQ(step(pool), step(relu)) << "it moves values";
  // Up to -3 the HardSwish is 0, and it puts out nothing below -0.375.
  EXPECT_FLOAT_EQ(step(swish - 1), (127.0F * static_cast<float>(swish) + 3.0F) / 255.0F);
  EXPECT_FLOAT_EQ(step(swish), (127.0F * static_cast<float>(swish + 1) + 0.375F) / 255.0F);
  EXPECT_FLOAT_EQ(step(sum), (127.0F * static_cast<float>(sum + 1) + 0.375F) / 255.0F);
  EXPECT_EQ(step(flat), step(sum));
  EXPECT_EQ(step(linear), 0.0F);
  EXPECT_EQ(step(box), 0.0F);
  for (const NodeId id : {relu, pool, swish, sum}) {
    EXPECT_EQ(plan[static_cast<std::size_t>(id)].zero_point, 0);  // -0.375 is within half a step
  }
  EXPECT_EQ(plan[static_cast<std::size_t>(b.input())].zero_point, 128);
}

// Squeeze and excitation: features behind a HardSwish, times what a HardSigmoid makes of them.
TEST(QuantisationPlanOfGates, RoundsWhatHasAnEffect) {
  using graph::ActivationKind;
  Builder b(3, 4, 4);
  const NodeId stem = b.add("stem", graph::Conv2d{.out_channels = 4}, b.input());
  const NodeId swish = b.add("swish", graph::Activation{ActivationKind::kHardswish}, stem);
  const NodeId mean = b.add("mean", graph::GlobalAveragePool{}, swish);
  const NodeId squeeze = b.add("squeeze", graph::Conv2d{.out_channels = 4}, mean);
  const NodeId gate = b.add("gate", graph::Activation{ActivationKind::kHardsigmoid}, squeeze);
  const NodeId product = b.add("product", graph::Multiply{}, std::vector<NodeId>{swish, gate});
  const graph::Graph graph = b.finish(b.add("last", graph::Conv2d{.out_channels = 1}, product));
  const ActivationRanges ranges(graph.nodes().size(), 8.0F);
  const auto plan = plan_quantisation(graph, plan_folding(graph, {graph.output_id()}), ranges);
  const auto low = [&](NodeId id) {
    const Rounding& rounding = plan[static_cast<std::size_t>(id)];
    return -rounding.step * static_cast<float>(rounding.zero_point);
  };
  const auto high = [&](NodeId id) {
    return low(id) + 255.0F * plan[static_cast<std::size_t>(id)].step;
  };
  constexpr float kStep = 11.0F / 255.0F;
  EXPECT_NEAR(low(stem), -3.0F, kStep) << "less is 0 to the HardSwish";
  EXPECT_NEAR(high(stem), 8.0F, kStep);
  for (const NodeId id : {swish, mean, product}) {
    EXPECT_NEAR(low(id), -0.375F, kStep) << graph.nodes()[static_cast<std::size_t>(id)].name;
    EXPECT_NEAR(high(id), 8.0F, kStep);
  }
  EXPECT_NEAR(low(squeeze), -3.0F, kStep) << "less is 0 to the HardSigmoid, and more is 1";
  EXPECT_NEAR(high(squeeze), 3.0F, kStep);
}

TEST_F(QuantisationPlan, AConvolutionHasTheRangeOfWhatItAbsorbed) {
  const NodeId next = b.add("next", graph::Conv2d{.out_channels = 1}, norm);
  const graph::Graph graph = b.finish(next);
  ActivationRanges ranges(graph.nodes().size(), 1.0F);
  ranges[static_cast<std::size_t>(norm)] = 254.0F;
  const auto plan = plan_quantisation(graph, plan_folding(graph, {graph.output_id()}), ranges);
  EXPECT_FLOAT_EQ(plan[static_cast<std::size_t>(conv)].step, 2.0F);
}

TEST_F(QuantisationPlan, RefusesRangesThatAreNone) {
  const graph::Graph graph = b.finish(box);
  ActivationRanges ranges(graph.nodes().size(), 1.0F);
  const auto refusal = [&] {
    try {
      plan_quantisation(graph, plan_folding(graph, {graph.output_id()}), ranges);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was refused");
  };
  ranges[static_cast<std::size_t>(pool)] = NAN;
  EXPECT_THAT(refusal(), HasSubstr("layer 'pool' puts out values of up to nan"));
  ranges.pop_back();
  EXPECT_THAT(refusal(), HasSubstr("ranges for a network"));
}

// A box in 256 steps would not be exact to a pixel: behind the last convolutions all stays float32.
TEST(QuantisationPlanOfFaces, RoundsUpToTheConvolutions) {
  Builder b(3, 4, 6);
  std::vector<NodeId> scores, boxes;
  const NodeId stem = b.add("stem", graph::Conv2d{.out_channels = 4}, b.input());
  const NodeId fine = b.add("relu", graph::Activation{}, stem);
  const NodeId coarse = b.add("pool", graph::Pool2d{}, fine);
  for (const NodeId map : {fine, coarse}) {
    const std::string name = "level" + std::to_string(map);
    scores.push_back(b.add(name + ".score", graph::Conv2d{.out_channels = 1}, map));
    boxes.push_back(b.add(name + ".box", graph::Conv2d{.out_channels = 4}, map));
  }
  const graph::DecodeFaces decode{
      .input_height = 32, .input_width = 48, .levels = {{8, 4, 6}, {16, 2, 3}}};
  const NodeId all_scores = b.add("scores", graph::ConcatCells{}, scores);
  const NodeId all_boxes = b.add("boxes", graph::ConcatCells{}, boxes);
  const graph::Graph graph =
      b.finish(b.add("faces", decode, std::vector<NodeId>{all_scores, all_boxes}));
  const auto plan = plan_quantisation(graph, plan_folding(graph, {graph.output_id()}),
                                      ActivationRanges(graph.nodes().size(), 1.0F));
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const auto id = static_cast<NodeId>(i);
    EXPECT_EQ(static_cast<bool>(plan[i]), id == b.input() || id == fine || id == coarse)
        << graph.nodes()[i].name;
  }
}

}  // namespace
}  // namespace efs::onnx
