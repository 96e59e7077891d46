// Means and deviations of fresh weights against torch.nn.init's formulas.
#include "train/network/initial_weights.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/stats.h"
#include "graph/builder.h"

namespace efs::train {
namespace {

using graph::Init;

struct Sample {
  double mean = 0.0;
  double deviation = 0.0;
  double largest = 0.0;
};

Sample sample_of(const graph::Tensor& tensor) {
  const std::vector<double> values(tensor.values.begin(), tensor.values.end());
  Sample out{mean(values), standard_deviation(values), 0.0};
  for (const double value : values) out.largest = std::max(out.largest, std::abs(value));
  return out;
}

constexpr double kFanIn = 8 / 2 * 25;  // in / groups * 5 * 5
constexpr double kFanOut = 60 * 25;    // torch does not divide by the groups

graph::Weights conv_weights(const graph::InitRule& rule, std::uint64_t seed = 1) {
  graph::Builder builder(8, 8, 8);
  const auto node = builder.add(
      "conv",
      graph::Conv2d{
          .out_channels = 60, .kernel_h = 5, .kernel_w = 5, .groups = 2, .weight_init = rule},
      builder.input());
  return initial_weights(builder.finish(node), seed);
}

std::vector<float> conv_weight_values(const graph::InitRule& rule) {
  return conv_weights(rule).at("conv.weight").values;
}

void expect_uniform(const graph::InitRule& rule, double bound) {
  const Sample sample = sample_of(conv_weights(rule).at("conv.weight"));
  EXPECT_NEAR(sample.mean, 0.0, 0.03 * bound);
  EXPECT_NEAR(sample.deviation, bound / std::sqrt(3.0), 0.02 * bound);
  EXPECT_LE(sample.largest, bound * (1 + 1e-6));
  EXPECT_GT(sample.largest, 0.99 * bound);
}

void expect_normal(const graph::InitRule& rule, double deviation) {
  const Sample sample = sample_of(conv_weights(rule).at("conv.weight"));
  EXPECT_NEAR(sample.mean, 0.0, 0.05 * deviation);
  EXPECT_NEAR(sample.deviation, deviation, 0.03 * deviation);
  EXPECT_GT(sample.largest, 2.8 * deviation);
}

TEST(InitialWeights, FollowTorchsFormulas) {
  expect_uniform({Init::kTorchDefault}, 1.0 / std::sqrt(kFanIn));
  expect_uniform({Init::kKaimingUniformFanIn}, std::sqrt(6.0 / kFanIn));
  expect_normal({Init::kNormal, 0.01}, 0.01);
  expect_normal({Init::kTruncatedNormal, 0.02}, 0.02);
  expect_normal({Init::kKaimingNormalFanOut}, std::sqrt(2.0 / kFanOut));
  expect_normal({Init::kKaimingNormalFanIn}, std::sqrt(2.0 / kFanIn));
}

TEST(InitialWeights, CutTheTruncatedNormalAtTwo) {
  const Sample sample = sample_of(conv_weights({Init::kTruncatedNormal, 2.0}).at("conv.weight"));
  EXPECT_LE(sample.largest, 2.0);
  EXPECT_NEAR(sample.deviation, 2.0 * 0.5396, 0.03);  // a standard normal cut at one deviation
}

TEST(InitialWeights, FillWithConstants) {
  for (const float value : conv_weight_values({Init::kConstant, 0.5})) {
    ASSERT_EQ(value, 0.5F);
  }
  for (const float value : conv_weight_values({Init::kZeros})) {
    ASSERT_EQ(value, 0.0F);
  }
  for (const float value : conv_weight_values({Init::kOnes})) {
    ASSERT_EQ(value, 1.0F);
  }
}

TEST(InitialWeights, DrawABiasByTheFanOfItsWeight) {
  const Sample sample = sample_of(conv_weights({Init::kZeros}).at("conv.bias"));
  EXPECT_LE(sample.largest, 1.0 / std::sqrt(kFanIn));
  EXPECT_GT(sample.largest, 0.8 / std::sqrt(kFanIn));
}

TEST(InitialWeights, DependOnTheSeedAndTheNameAlone) {
  const auto values = [](std::uint64_t seed) {
    return conv_weights({}, seed).at("conv.weight").values;
  };
  EXPECT_EQ(values(1), values(1));
  EXPECT_NE(values(1), values(2));

  graph::Builder builder(8, 8, 8);
  const auto first = builder.add("stem", graph::Conv2d{.out_channels = 8}, builder.input());
  const auto node = builder.add(
      "conv", graph::Conv2d{.out_channels = 60, .kernel_h = 5, .kernel_w = 5, .groups = 2}, first);
  EXPECT_EQ(initial_weights(builder.finish(node), 1).at("conv.weight").values, values(1));
}

}  // namespace
}  // namespace efs::train
