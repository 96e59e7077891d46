// Every operator against numbers computed by hand or torch's functional form, and what the
// executor does around them.
#include "train/network/torch_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "graph/builder.h"
#include "train/network/initial_weights.h"
#include "train/network/network.h"
#include "train/network/networks.h"

namespace efs::train {
namespace {

using graph::Builder;
using graph::NodeId;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;
using torch::Tensor;

/// A graph of one operator on an input [C,H,W] (Linear: behind Flatten).
graph::Graph graph_of(const graph::Op& op, const graph::Shape& input) {
  Builder builder(static_cast<int>(input[0]), static_cast<int>(input[1]),
                  static_cast<int>(input[2]));
  NodeId from = builder.input();
  if (std::holds_alternative<graph::Linear>(op)) from = builder.add("flat", graph::Flatten{}, from);
  return builder.finish(builder.add("op", op, from));
}

/// Random values for every parameter; running variances are positive.
graph::Weights random_weights(const graph::Graph& graph) {
  torch::manual_seed(11);
  graph::Weights weights;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    const std::vector<std::int64_t> sizes(parameter.shape.begin(), parameter.shape.end());
    weights.emplace(parameter.name,
                    to_plain(parameter.trainable ? torch::randn(sizes) : torch::rand(sizes) + 0.5));
  }
  return weights;
}

Tensor weight(const graph::Weights& weights, const char* name) {
  return to_torch(weights.at(name));
}

void expect_close(const Tensor& actual, const Tensor& expected) {
  ASSERT_EQ(actual.sizes(), expected.sizes());
  EXPECT_TRUE(torch::allclose(actual, expected, 1e-4, 1e-5))
      << (actual - expected).abs().max().item<float>();
}

/// Evaluation of one operator on plain numbers, batch 1.
std::vector<float> evaluate(const graph::Op& op, const graph::Shape& input,
                            const std::vector<float>& values, const graph::Weights& weights = {}) {
  return run_network(graph_of(op, input), weights, values);
}

class OperatorTest : public ::testing::Test {
 protected:
  /// Output of `op` on `input` [N,C,H,W] with random weights, which it keeps.
  Tensor run(const graph::Op& op, const Tensor& input, Mode mode = Mode::kEvaluate) {
    const graph::Graph graph = graph_of(op, {input.size(1), input.size(2), input.size(3)});
    weights_ = random_weights(graph);
    network_ = std::make_unique<TorchNetwork>(graph, weights_, torch::kCPU);
    const torch::NoGradGuard no_grad;
    return network_->forward(input, mode);
  }
  Tensor w(const char* name) { return weight(weights_, name); }

  graph::Weights weights_;
  std::unique_ptr<TorchNetwork> network_;
};

TEST_F(OperatorTest, ConvolutionByHand) {
  // 1 2 3      1 0
  // 4 5 6  (*) 0 2  + 0.5, cross-correlation as in every framework
  // 7 8 9
  const graph::Weights weights{{"op.weight", {{1, 1, 2, 2}, {1, 0, 0, 2}}},
                               {"op.bias", {{1}, {0.5F}}}};
  EXPECT_THAT(evaluate(graph::Conv2d{.out_channels = 1, .kernel_h = 2, .kernel_w = 2}, {1, 3, 3},
                       {1, 2, 3, 4, 5, 6, 7, 8, 9}, weights),
              ElementsAre(11.5F, 14.5F, 20.5F, 23.5F));
}

TEST_F(OperatorTest, ConvolutionWithEveryAttribute) {
  const Tensor x = torch::randn({2, 6, 11, 9});
  const Tensor y = run(graph::Conv2d{.out_channels = 4,
                                     .kernel_h = 3,
                                     .kernel_w = 1,
                                     .stride = 2,
                                     .padding = 1,
                                     .dilation = 2,
                                     .groups = 2},
                       x);
  namespace F = torch::nn::functional;
  expect_close(
      y, F::conv2d(
             x, w("op.weight"),
             F::Conv2dFuncOptions().bias(w("op.bias")).stride(2).padding(1).dilation(2).groups(2)));
  const Tensor z =
      run(graph::Conv2d{.out_channels = 3, .kernel_h = 3, .kernel_w = 3, .bias = false}, x);
  expect_close(z, F::conv2d(x, w("op.weight")));
}

TEST_F(OperatorTest, ConvolutionWithTheWeightOfALinear) {
  const Tensor x = torch::randn({2, 6, 3, 4});
  const Tensor y = run(graph::Conv2d{.out_channels = 5, .linear_weight = true}, x);
  EXPECT_EQ(w("op.weight").dim(), 2);
  expect_close(y,
               torch::nn::functional::linear(x.permute({0, 2, 3, 1}), w("op.weight"), w("op.bias"))
                   .permute({0, 3, 1, 2}));
}

TEST_F(OperatorTest, BatchNormInEvaluationUsesTheRunningStatistics) {
  // (x - 2) / sqrt(3 + 1) * 5 + 7
  const graph::Weights weights{{"op.weight", {{1}, {5}}},
                               {"op.bias", {{1}, {7}}},
                               {"op.running_mean", {{1}, {2}}},
                               {"op.running_var", {{1}, {3}}}};
  EXPECT_THAT(evaluate(graph::BatchNorm2d{.epsilon = 1.0}, {1, 1, 3}, {2, 4, -2}, weights),
              Pointwise(FloatNear(1e-5F), {7.0F, 12.0F, -3.0F}));
}

TEST_F(OperatorTest, BatchNormInTrainingMovesTheRunningStatistics) {
  // Two samples 1 and 3: mean 2, variance 1 (biased: for the output), 2 (unbiased: for the
  // running value); momentum 0.25.
  const graph::Graph graph =
      graph_of(graph::BatchNorm2d{.epsilon = 0.0, .momentum = 0.25}, {1, 1, 1});
  TorchNetwork network(graph,
                       {{"op.weight", {{1}, {1}}},
                        {"op.bias", {{1}, {0}}},
                        {"op.running_mean", {{1}, {10}}},
                        {"op.running_var", {{1}, {6}}}},
                       torch::kCPU);
  const Tensor y = network.forward(torch::tensor({1.0F, 3.0F}).view({2, 1, 1, 1}), Mode::kTrain);
  EXPECT_NEAR(y[0].item<float>(), -1.0F, 1e-6F);
  EXPECT_NEAR(y[1].item<float>(), 1.0F, 1e-6F);
  const graph::Weights after = network.weights();
  EXPECT_FLOAT_EQ(after.at("op.running_mean").values[0], 0.75F * 10 + 0.25F * 2);
  EXPECT_FLOAT_EQ(after.at("op.running_var").values[0], 0.75F * 6 + 0.25F * 2);
}

TEST_F(OperatorTest, LayerNormNormalisesTheChannelsOfEachPosition) {
  // Channels 1 and 3 at one place, 2 and 2 at the other: mean 2, variance 1 and 0.
  const graph::Weights weights{{"op.weight", {{2}, {1, 10}}}, {"op.bias", {{2}, {0, 1}}}};
  EXPECT_THAT(evaluate(graph::LayerNorm2d{.epsilon = 1e-12}, {2, 1, 2}, {1, 2, 3, 2}, weights),
              Pointwise(FloatNear(1e-4F), {-1.0F, 0.0F, 11.0F, 1.0F}));
}

TEST_F(OperatorTest, LinearByHand) {
  const graph::Weights weights{{"op.weight", {{2, 3}, {1, 2, 3, 0, 0, -1}}},
                               {"op.bias", {{2}, {10, 20}}}};
  EXPECT_THAT(evaluate(graph::Linear{.out_features = 2}, {3, 1, 1}, {1, 1, 2}, weights),
              ElementsAre(19, 18));
}

TEST_F(OperatorTest, ChannelScale) {
  const graph::Weights weights{{"op", {{2, 1, 1}, {3, -1}}}};
  EXPECT_THAT(evaluate(graph::ChannelScale{}, {2, 1, 2}, {1, 2, 3, 4}, weights),
              ElementsAre(3, 6, -3, -4));
}

TEST_F(OperatorTest, ActivationsByTheirFormulas) {
  using graph::ActivationKind;
  const std::vector<float> x{-4, -1, 0, 0.5F, 2, 7};
  const auto expect = [&](ActivationKind kind, auto formula) {
    std::vector<float> expected;
    for (const float value : x) expected.push_back(static_cast<float>(formula(value)));
    EXPECT_THAT(evaluate(graph::Activation{kind}, {1, 1, 6}, x),
                Pointwise(FloatNear(1e-5F), expected))
        << static_cast<int>(kind);
  };
  const auto clamp = [](double v, double high) { return std::min(std::max(v, 0.0), high); };
  const auto sigmoid = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
  expect(ActivationKind::kRelu, [](double v) { return std::max(v, 0.0); });
  expect(ActivationKind::kRelu6, [&](double v) { return clamp(v, 6.0); });
  expect(ActivationKind::kHardswish, [&](double v) { return v * clamp(v + 3.0, 6.0) / 6.0; });
  expect(ActivationKind::kHardsigmoid, [&](double v) { return clamp(v + 3.0, 6.0) / 6.0; });
  expect(ActivationKind::kSigmoid, sigmoid);
  expect(ActivationKind::kSilu, [&](double v) { return v * sigmoid(v); });
  expect(ActivationKind::kGelu,
         [](double v) { return v * 0.5 * (1.0 + std::erf(v / std::sqrt(2.0))); });
}

TEST_F(OperatorTest, PoolsByHand) {
  const std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8, 9};
  using graph::PoolKind;
  EXPECT_THAT(evaluate(graph::Pool2d{PoolKind::kMax, 2, 1, 0, false}, {1, 3, 3}, x),
              ElementsAre(5, 6, 8, 9));
  EXPECT_THAT(evaluate(graph::Pool2d{PoolKind::kMax, 2, 2, 0, false}, {1, 3, 3}, x),
              ElementsAre(5));
  EXPECT_THAT(evaluate(graph::Pool2d{PoolKind::kMax, 2, 2, 0, true}, {1, 3, 3}, x),
              ElementsAre(5, 6, 8, 9));
  EXPECT_THAT(evaluate(graph::Pool2d{PoolKind::kMax, 3, 2, 1, false}, {1, 3, 3}, x),
              ElementsAre(5, 6, 8, 9));
  EXPECT_THAT(evaluate(graph::Pool2d{PoolKind::kAverage, 2, 1, 0, false}, {1, 3, 3}, x),
              ElementsAre(3, 4, 6, 7));
  EXPECT_THAT(evaluate(graph::GlobalAveragePool{}, {1, 3, 3}, x), ElementsAre(5));
}

TEST_F(OperatorTest, ShapeOperatorsByHand) {
  const std::vector<float> x{0, 1, 10, 11, 20, 21, 30, 31};  // channel * 10 + column
  EXPECT_THAT(evaluate(graph::Flatten{}, {4, 1, 2}, x), ::testing::ElementsAreArray(x));
  EXPECT_THAT(evaluate(graph::SliceChannels{1, 3}, {4, 1, 2}, x), ElementsAre(10, 11, 20, 21));
  EXPECT_THAT(evaluate(graph::ChannelShuffle{2}, {4, 1, 2}, x),
              ElementsAre(0, 1, 20, 21, 10, 11, 30, 31));
}

TEST_F(OperatorTest, SpatialOperatorsByHand) {
  // e^0 : e^ln(3) = 1 : 3, each channel for itself.
  const float ln3 = std::log(3.0F);
  EXPECT_THAT(evaluate(graph::SpatialSoftmax{}, {2, 1, 2}, {0, ln3, ln3, ln3}),
              Pointwise(FloatNear(1e-6F), {0.25F, 0.75F, 0.5F, 0.5F}));
  EXPECT_THAT(evaluate(graph::AddCoordinates{}, {4, 1, 2}, {0, 0, 1, 1, 2, 2, 3, 3}),
              ElementsAre(0.25F, 0.75F, 1.5F, 1.5F, 2.25F, 2.75F, 3.5F, 3.5F));
  EXPECT_THAT(evaluate(graph::SpatialSum{}, {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}),
              ElementsAre(10, 26));
  EXPECT_THAT(evaluate(graph::Upsample2x{}, {1, 1, 2}, {1, 2}),
              ElementsAre(1, 1, 2, 2, 1, 1, 2, 2));
}

TEST_F(OperatorTest, SpatialOperatorsOfABatchAreTorchs) {
  const Tensor x = torch::randn({3, 4, 5, 6});
  expect_close(run(graph::SpatialSoftmax{}, x),
               torch::softmax(x.view({3, 4, 30}), 2).view({3, 4, 5, 6}));
  expect_close(run(graph::SpatialSum{}, x), x.sum({2, 3}, true));
  namespace F = torch::nn::functional;
  expect_close(run(graph::Upsample2x{}, x),
               F::interpolate(x, F::InterpolateFuncOptions()
                                     .scale_factor(std::vector<double>{2.0, 2.0})
                                     .mode(torch::kNearest)));
  const Tensor added = run(graph::AddCoordinates{}, x) - x;
  const Tensor column = ((torch::arange(6) + 0.5) / 6).view({1, 1, 6}).expand({3, 5, 6});
  const Tensor row = ((torch::arange(5) + 0.5) / 5).view({1, 5, 1}).expand({3, 5, 6});
  expect_close(added, torch::stack({column, row, column, row}, 1));
}

TEST_F(OperatorTest, JoinsByHand) {
  Builder builder(2, 1, 2);
  const NodeId a = builder.add("a", graph::SliceChannels{0, 1}, builder.input());
  const NodeId b = builder.add("b", graph::SliceChannels{1, 2}, builder.input());
  const std::vector<float> x{1, 2, 10, 20};
  const auto run_join = [&](const graph::Op& op, std::vector<NodeId> inputs) {
    Builder copy = builder;
    const NodeId joined = copy.add("join", op, std::move(inputs));
    return run_network(copy.finish(joined), {}, x);
  };
  EXPECT_THAT(run_join(graph::Add{}, {a, b}), ElementsAre(11, 22));
  EXPECT_THAT(run_join(graph::Add{}, {a, b, b}), ElementsAre(21, 42));
  EXPECT_THAT(run_join(graph::Multiply{}, {a, b}), ElementsAre(10, 40));
  EXPECT_THAT(run_join(graph::Concat{}, {b, a}), ElementsAre(10, 20, 1, 2));
  EXPECT_THAT(run_join(graph::Concat{}, {a, a, a, a}), ElementsAre(1, 2, 1, 2, 1, 2, 1, 2));
  const NodeId pooled = builder.add("pool", graph::GlobalAveragePool{}, b);
  EXPECT_THAT(run_join(graph::Multiply{}, {a, pooled}), ElementsAre(15, 30));
}

TEST_F(OperatorTest, DropoutZeroesSingleValuesAndKeepsTheMean) {
  const Tensor x = torch::ones({4, 8, 32, 32});
  EXPECT_TRUE(torch::equal(run(graph::Dropout{0.25}, x), x));
  const Tensor y = run(graph::Dropout{0.25}, x, Mode::kTrain);
  EXPECT_NEAR((y == 0).to(torch::kFloat32).mean().item<float>(), 0.25F, 0.01F);
  EXPECT_NEAR(y.max().item<float>(), 1.0F / 0.75F, 1e-6F);
}

TEST_F(OperatorTest, StochasticDepthZeroesWholeSamples) {
  const Tensor x = torch::ones({2000, 2, 2, 2});
  EXPECT_TRUE(torch::equal(run(graph::StochasticDepth{0.25}, x), x));
  const Tensor y = run(graph::StochasticDepth{0.25}, x, Mode::kTrain);
  const Tensor sums = y.flatten(1).sum(1);  // 0, or 8 / 0.75
  EXPECT_TRUE((sums.eq(0) | (sums - 8 / 0.75).abs().lt(1e-4)).all().item<bool>());
  EXPECT_NEAR(sums.eq(0).to(torch::kFloat32).mean().item<float>(), 0.25F, 0.03F);
}

/// A residual block: the ReLUs may overwrite their inputs, the shortcut's source may not.
graph::Graph residual_graph() {
  Builder builder(3, 8, 8);
  NodeId x = builder.add(
      "conv0", graph::Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 1},
      builder.input());
  NodeId y = builder.add("bn", graph::BatchNorm2d{}, x);
  y = builder.add("relu1", graph::Activation{}, y);
  y = builder.add("conv1",
                  graph::Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 1}, y);
  NodeId relu_of_source = builder.add("relu2", graph::Activation{}, x);
  y = builder.add("sum", graph::Add{}, {y, x, relu_of_source});
  y = builder.add("relu3", graph::Activation{}, y);
  return builder.finish(y);
}

TEST(TorchNetwork, GivesTheResultOfTheFormulaAndItsGradients) {
  const graph::Graph graph = residual_graph();
  const graph::Weights weights = random_weights(graph);
  TorchNetwork network(graph, weights, torch::kCPU);
  const Tensor input = torch::randn({4, 3, 8, 8});

  const auto leaf = [&](const char* name) { return weight(weights, name).requires_grad_(true); };
  const Tensor w0 = leaf("conv0.weight"), b0 = leaf("conv0.bias"), w1 = leaf("conv1.weight"),
               b1 = leaf("conv1.bias"), gamma = leaf("bn.weight"), beta = leaf("bn.bias");
  const Tensor x = torch::conv2d(input, w0, b0, 1, 1);
  const Tensor mean = x.mean({0, 2, 3}, true);
  const Tensor variance = ((x - mean) * (x - mean)).mean({0, 2, 3}, true);
  const Tensor normal =
      (x - mean) / (variance + 1e-5).sqrt() * gamma.view({1, 4, 1, 1}) + beta.view({1, 4, 1, 1});
  const Tensor expected =
      (torch::conv2d(normal.clamp_min(0), w1, b1, 1, 1) + x + x.clamp_min(0)).clamp_min(0);

  const Tensor actual = network.forward(input, Mode::kTrain);
  expect_close(actual, expected);
  (actual * actual).sum().backward();
  (expected * expected).sum().backward();
  const std::map<std::string, Tensor> leaves{{"conv0.weight", w0}, {"conv0.bias", b0},
                                             {"conv1.weight", w1}, {"conv1.bias", b1},
                                             {"bn.weight", gamma}, {"bn.bias", beta}};
  ASSERT_EQ(network.trainable().size(), leaves.size());
  for (const auto& entry : network.trainable()) {
    const Tensor wanted = leaves.at(entry.name).grad();
    const float scale = wanted.abs().max().item<float>();
    EXPECT_LT((entry.tensor.grad() - wanted).abs().max().item<float>(), 1e-3F * (1 + scale))
        << entry.name;
  }
}

// d/dw of (w x)^2 + (w (w x))^2, by hand.
TEST(TorchNetwork, SumsTheGradientsOfLayersThatShareAWeight) {
  Builder builder(1, 1, 1);
  const graph::Conv2d conv{.out_channels = 1, .bias = false};
  const NodeId first = builder.add("first", conv, builder.input());
  const NodeId second = builder.add("second", conv, first);
  builder.name_parameters(second, "first");
  const graph::Graph graph = builder.finish(builder.add("both", graph::Concat{}, {first, second}));
  TorchNetwork network(graph, {{"first.weight", {{1, 1, 1, 1}, {3.0F}}}}, torch::kCPU);
  ASSERT_EQ(network.state().size(), 1U);
  network.forward(torch::full({1, 1, 1, 1}, 2.0F), Mode::kTrain).square().sum().backward();
  // 2 w x^2 + 4 w^3 x^2
  EXPECT_FLOAT_EQ(network.state()[0].tensor.grad().item<float>(), 24.0F + 432.0F);
  network.set_weights({{"first.weight", {{1, 1, 1, 1}, {-1.0F}}}});
  const torch::NoGradGuard no_grad;
  const Tensor result = network.forward(torch::full({1, 1, 1, 1}, 2.0F), Mode::kEvaluate);
  EXPECT_THAT(to_plain(result).values, ElementsAre(-2.0F, 2.0F));
}

TEST(TorchNetwork, TrainsTheBackboneInBfloat16AndTheHeadInFloat32) {
  for (const char* head : {"fc", "head.fc"}) {
    SCOPED_TRACE(head);
    const graph::Graph graph = small_network(16, false, head);
    const graph::Weights weights = initial_weights(graph, 1);
    TorchNetwork whole(graph, weights, torch::kCPU);
    TorchNetwork half(graph, weights, torch::kCPU, Precision::kBfloat16);
    const Tensor input = torch::randn({4, 3, 16, 16});
    const Tensor expected = whole.forward(input, Mode::kTrain);
    const Tensor actual = half.forward(input, Mode::kTrain);
    EXPECT_EQ(actual.scalar_type(), std::string(head) == "fc" ? torch::kBFloat16 : torch::kFloat32);
    const double scale = expected.abs().max().item<double>();
    const double off = (actual - expected).abs().max().item<double>() / scale;
    EXPECT_GT(off, 0.0);
    EXPECT_LT(off, 0.03);

    expected.square().sum().backward();
    actual.to(torch::kFloat32).square().sum().backward();
    for (std::size_t i = 0; i < whole.trainable().size(); ++i) {
      const Tensor wanted = whole.trainable()[i].tensor.grad();
      const Tensor gradient = half.trainable()[i].tensor.grad();
      EXPECT_EQ(gradient.scalar_type(), torch::kFloat32);
      EXPECT_LT(((gradient - wanted).norm() / wanted.norm()).item<double>(), 0.1)
          << whole.trainable()[i].name;
    }
    const torch::NoGradGuard no_grad;
    EXPECT_EQ(half.forward(input, Mode::kEvaluate).scalar_type(), torch::kFloat32);
  }
}

TEST(TorchNetwork, IsBuiltInAChosenPrecision) {
  const graph::Graph graph = small_network();
  const graph::Weights weights = initial_weights(graph, 1);
  EXPECT_THROW(TorchNetwork(graph, weights, torch::kCPU, Precision::kAuto), Error);
}

TEST(TorchNetwork, EvaluationChangesNothing) {
  const graph::Graph graph = residual_graph();
  const graph::Weights weights = random_weights(graph);
  TorchNetwork network(graph, weights, torch::kCPU);
  const torch::NoGradGuard no_grad;
  const Tensor input = torch::randn({2, 3, 8, 8}), copy = input.clone();
  const Tensor first = network.forward(input, Mode::kEvaluate);
  EXPECT_TRUE(torch::equal(first, network.forward(input, Mode::kEvaluate)));
  EXPECT_TRUE(torch::equal(input, copy));
  for (const auto& [name, tensor] : network.weights()) {
    EXPECT_EQ(tensor.values, weights.at(name).values) << name;
  }
}

TEST(TorchNetwork, RunsSeveralImagesOneByOne) {
  Builder builder(3, 4, 4);
  const graph::Graph graph =
      builder.finish(builder.add("conv", graph::Conv2d{.out_channels = 2}, builder.input()));
  const graph::Weights weights = random_weights(graph);
  std::vector<float> images(2 * 48);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = static_cast<float>(i);
  std::vector<float> expected = run_network(graph, weights, {images.begin(), images.begin() + 48});
  const auto second = run_network(graph, weights, {images.begin() + 48, images.end()});
  expected.insert(expected.end(), second.begin(), second.end());
  EXPECT_EQ(run_network(graph, weights, images), expected);
  EXPECT_THROW(run_network(graph, weights, {}), Error);
  images.pop_back();
  EXPECT_THROW(run_network(graph, weights, images), Error);
}

TEST(TorchNetwork, NamesTheWeightThatIsMissingOrOfAnotherShape) {
  const graph::Graph graph = residual_graph();
  graph::Weights weights = random_weights(graph);
  weights.at("conv1.bias").shape = {2, 2};
  const auto message = [&] {
    try {
      TorchNetwork network(graph, weights, torch::kCPU);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(message(), HasSubstr("'conv1.bias' has shape [2,2], the graph wants [4]"));
  weights.erase("conv1.bias");
  EXPECT_THAT(message(), HasSubstr("lack 'conv1.bias'"));
  EXPECT_THROW(run_network(graph, random_weights(graph), {1, 2, 3}), Error);
}

}  // namespace
}  // namespace efs::train
