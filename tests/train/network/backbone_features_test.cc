// Every backbone, filled by a formula and fed a fixed input, gives torchvision 0.14's features:
// the known answers of tests/nn/make_goldens.py, which torchvision computed in double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nn/catalogue.h"
#include "nn/formula.h"
#include "nn/network.h"
#include "nn/own/timm_networks.h"
#include "train/network/network.h"

namespace efs::train {
namespace {

using nn::testing::GoldenFeatures;

class BackboneFeatures : public ::testing::TestWithParam<std::string> {};

/// Relative to the largest feature: float32 through up to 120 layers.
constexpr double kTolerance = 1e-4;

void expect_features(const std::vector<float>& actual, const GoldenFeatures& golden) {
  ASSERT_EQ(actual.size(), static_cast<std::size_t>(graph::element_count(golden.shape)));
  const double allowed = kTolerance * golden.abs_max;
  double sum = 0.0;
  double abs_sum = 0.0;
  double abs_max = 0.0;
  for (float value : actual) {
    sum += value;
    abs_sum += std::abs(value);
    abs_max = std::max(abs_max, static_cast<double>(std::abs(value)));
  }
  const auto count = static_cast<double>(actual.size());
  EXPECT_NEAR(sum / count, golden.mean, allowed);
  EXPECT_NEAR(abs_sum / count, golden.abs_mean, allowed);
  EXPECT_NEAR(abs_max, golden.abs_max, allowed);
  const std::size_t samples = golden.samples.size();
  ASSERT_GT(samples, 0U);
  for (std::size_t k = 0; k < samples; ++k) {
    EXPECT_NEAR(actual[k * actual.size() / samples], golden.samples[k], allowed) << "sample " << k;
  }
}

TEST_P(BackboneFeatures, AreTorchvisions) {
  const nn::testing::Golden golden = nn::testing::load_golden(GetParam());
  ASSERT_FALSE(golden.features.empty());
  graph::Weights weights;
  for (const auto& [input, features] : golden.features) {
    SCOPED_TRACE("input " + std::to_string(input));
    const graph::Graph graph =
        nn::build_network({.architecture = GetParam(), .head = "none", .input = square(input)});
    if (weights.empty()) weights = nn::testing::formula_weights(graph);
    expect_features(run_network(graph, weights, nn::testing::formula_input(input)), features);
  }
}

class TimmFeatures : public ::testing::TestWithParam<std::string> {};

TEST_P(TimmFeatures, AreThoseOfTheSameBlockStrings) {
  for (const auto& [input, features] : nn::testing::timm_golden(GetParam()).features) {
    SCOPED_TRACE("input " + std::to_string(input));
    const graph::Graph graph = nn::testing::timm_network(GetParam(), input);
    expect_features(
        run_network(graph, nn::testing::formula_weights(graph), nn::testing::formula_input(input)),
        features);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TimmFeatures, ::testing::ValuesIn(nn::testing::timm_names()),
                         [](const auto& info) { return info.param; });

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const nn::Architecture& row : nn::architectures()) result.push_back(row.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, BackboneFeatures, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace efs::train
