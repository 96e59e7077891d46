// Every backbone against what torchvision 0.14 says about it (make_goldens.py). The features
// themselves are compared in tests/train, where the network can be run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "graph/cost.h"
#include "nn/catalogue.h"
#include "nn/formula.h"
#include "nn/network.h"

namespace efs::nn {
namespace {

using testing::Golden;
using testing::GoldenTensor;
using testing::load_golden;

class Torchvision : public ::testing::TestWithParam<std::string> {
 protected:
  graph::Graph backbone(int input) const {
    return build_network({.architecture = GetParam(), .head = "none", .input = square(input)});
  }
};

TEST_P(Torchvision, StateDictHasTheSameNamesAndShapes) {
  std::map<std::string, graph::Shape> expected;
  for (const GoldenTensor& tensor : load_golden(GetParam()).state) {
    expected[tensor.name] = tensor.shape;
  }
  std::map<std::string, graph::Shape> actual;
  for (const graph::Parameter& parameter : graph::parameters(backbone(64))) {
    EXPECT_TRUE(actual.emplace(parameter.name, parameter.shape).second) << parameter.name;
  }
  EXPECT_EQ(actual, expected);
}

TEST_P(Torchvision, CostIsTheSame) {
  const Golden golden = load_golden(GetParam());
  ASSERT_FALSE(golden.macs.empty());
  for (const auto& [input, macs] : golden.macs) {
    const graph::Cost cost = graph::cost(backbone(input));
    EXPECT_EQ(cost.weight_count, golden.weight_count);
    EXPECT_EQ(cost.macs, macs) << "input " << input;
  }
}

TEST_P(Torchvision, FeatureMapHasTheSameShape) {
  const Golden golden = load_golden(GetParam());
  ASSERT_FALSE(golden.features.empty());
  for (const auto& [input, features] : golden.features) {
    EXPECT_EQ(backbone(input).output().shape, features.shape) << "input " << input;
    EXPECT_EQ(features.shape[0], architecture(GetParam()).feature_dim);
  }
}

TEST_P(Torchvision, NormalisationAndStochasticDepthHaveTheSameConstants) {
  const Golden golden = load_golden(GetParam());
  std::vector<double> stochastic_depth;
  const graph::Graph network = backbone(64);
  for (const graph::Node& node : network.nodes()) {
    if (const auto* norm = std::get_if<graph::BatchNorm2d>(&node.op)) {
      EXPECT_DOUBLE_EQ(norm->epsilon, golden.batch_norm_epsilon) << node.name;
      EXPECT_NEAR(norm->momentum, golden.batch_norm_momentum, 1e-12) << node.name;
    }
    if (const auto* norm = std::get_if<graph::LayerNorm2d>(&node.op)) {
      EXPECT_DOUBLE_EQ(norm->epsilon, golden.layer_norm_epsilon) << node.name;
    }
    if (const auto* drop = std::get_if<graph::StochasticDepth>(&node.op)) {
      stochastic_depth.push_back(drop->probability);
    }
  }
  ASSERT_EQ(stochastic_depth.size(), golden.stochastic_depth.size());
  for (std::size_t i = 0; i < stochastic_depth.size(); ++i) {
    EXPECT_NEAR(stochastic_depth[i], golden.stochastic_depth[i], 1e-12) << "block " << i;
  }
}

/// The distribution that an init rule describes; `bound` is infinite for a normal one.
struct Distribution {
  double mean = 0.0;
  double deviation = 0.0;
  double bound = 0.0;
  double slack = 0.0;  // of the deviation, relative
};

Distribution uniform(double bound) { return {0.0, bound / std::sqrt(3.0), bound}; }
Distribution normal(double deviation) { return {0.0, deviation, INFINITY}; }

/// `weight_shape`: of the layer's weight, whose fans a bias shares.
Distribution distribution(const graph::InitRule& rule, const graph::Shape& weight_shape) {
  using graph::Init;
  const auto count = static_cast<double>(graph::element_count(weight_shape));
  const double fan_in = count / static_cast<double>(weight_shape[0]);
  const double fan_out =
      weight_shape.size() < 2 ? 0.0 : count / static_cast<double>(weight_shape[1]);
  switch (rule.kind) {
    case Init::kZeros:
      return {};
    case Init::kOnes:
      return {1.0, 0.0, 1.0};
    case Init::kConstant:
      return {rule.value, 0.0, rule.value};
    case Init::kNormal:
      return normal(rule.value);
    case Init::kTruncatedNormal:
      // The cut is a hundred deviations away; PyTorch 1.13 draws by the inverse of erf, which in
      // float32 throws about one value in 2^24 onto the cut.
      return {0.0, rule.value, 2.0, 0.02};
    case Init::kKaimingNormalFanOut:
      return normal(std::sqrt(2.0 / fan_out));
    case Init::kKaimingNormalFanIn:
      return normal(std::sqrt(2.0 / fan_in));
    case Init::kKaimingUniformFanIn:
      return uniform(std::sqrt(6.0 / fan_in));
    case Init::kTorchDefault:
      return uniform(1.0 / std::sqrt(fan_in));
  }
  return {};
}

/// A fresh tensor of torchvision's is a plausible sample of the distribution.
void expect_sample_of(const GoldenTensor& tensor, const Distribution& expected) {
  const auto count = static_cast<double>(graph::element_count(tensor.shape));
  const double rounding = 1e-4;  // the goldens hold five digits
  EXPECT_NEAR(tensor.fresh_mean, expected.mean,
              5.0 * expected.deviation / std::sqrt(count) + rounding * std::abs(expected.mean));
  EXPECT_NEAR(
      tensor.fresh_deviation, expected.deviation,
      expected.deviation * std::min(1.0, 5.0 / std::sqrt(2.0 * count) + rounding + expected.slack));
  EXPECT_LE(tensor.fresh_abs_max, expected.bound * (1.0 + rounding));
  if (count > 300 && expected.bound > 10.0 * expected.deviation) {
    EXPECT_GT(tensor.fresh_abs_max, 2.0 * expected.deviation) << "looks uniform, not normal";
  }
}

TEST_P(Torchvision, FreshWeightsAreDistributedAlike) {
  const Golden golden = load_golden(GetParam());
  std::map<std::string, GoldenTensor> fresh;
  for (const GoldenTensor& tensor : golden.state) fresh[tensor.name] = tensor;

  graph::Shape weight_shape;
  for (const graph::Parameter& parameter : graph::parameters(backbone(64))) {
    SCOPED_TRACE(parameter.name);
    if (!testing::ends_with(parameter.name, ".bias")) weight_shape = parameter.shape;
    expect_sample_of(fresh.at(parameter.name), distribution(parameter.init, weight_shape));
  }
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Architecture& row : architectures()) result.push_back(row.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, Torchvision, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace efs::nn
