// The operators of ops/ against libtorch's own, values and gradients.
#include "train/ops/ops.h"

#include <gtest/gtest.h>

#include <functional>
#include <tuple>

#include "train/threads.h"

namespace efs::train::ops {
namespace {

using kernels::Function;
using torch::Tensor;

Tensor by_libtorch(Function function, const Tensor& x) {
  switch (function) {
    case Function::kIdentity:
      return x;
    case Function::kRelu:
      return x.relu();
    case Function::kRelu6:
      return at::hardtanh(x, 0.0, 6.0);
    case Function::kHardswish:
      return at::hardswish(x);
    case Function::kGelu:
      return at::gelu(x);
  }
  return {};
}

/// What a differentiable function gives: its value, then its gradient by every argument, for a
/// loss that weighs the outputs differently.
std::vector<Tensor> value_and_gradients(const std::function<Tensor(std::vector<Tensor>)>& function,
                                        std::vector<Tensor> arguments) {
  for (Tensor& argument : arguments) argument = argument.detach().requires_grad_(true);
  const Tensor y = function(arguments);
  torch::manual_seed(5);
  (y.to(torch::kFloat32) * torch::randn(y.sizes())).sum().backward();
  std::vector<Tensor> out{y.detach().to(torch::kFloat32)};
  for (const Tensor& argument : arguments) out.push_back(argument.grad().to(torch::kFloat32));
  return out;
}

/// Largest difference, as a share of the largest expected value.
double difference(const Tensor& actual, const Tensor& expected) {
  return ((actual - expected).abs().max() / expected.abs().max()).item<double>();
}

void expect_same(const std::vector<Tensor>& actual, const std::vector<Tensor>& expected,
                 double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_EQ(actual[i].sizes(), expected[i].sizes()) << "result " << i;
    EXPECT_LT(difference(actual[i], expected[i]), tolerance) << "result " << i;
  }
}

/// bfloat16 is compared with float32 arithmetic on the same bfloat16 values: 8 bits of mantissa,
/// rounded once on the way out.
class Ops : public testing::TestWithParam<std::tuple<int, torch::ScalarType>> {
 protected:
  Ops() {
    use_threads(std::get<0>(GetParam()));
    torch::manual_seed(3);
  }
  ~Ops() override { use_threads(1); }
  Ops(const Ops&) = delete;
  Ops& operator=(const Ops&) = delete;

  torch::ScalarType type() const { return std::get<1>(GetParam()); }
  double tolerance() const { return type() == torch::kFloat32 ? 2e-5 : 8e-3; }
  /// Normal numbers that the tested type can hold, as float32.
  Tensor image(std::vector<std::int64_t> sizes, double scale = 1.0, double mean = 0.0) const {
    return (torch::randn(sizes) * scale + mean)
        .to(type())
        .to(torch::kFloat32)
        .contiguous(at::MemoryFormat::ChannelsLast);
  }
  Tensor typed(const Tensor& x) const { return x.to(type()); }
};

TEST_P(Ops, Activations) {
  Tensor x = image({3, 37, 19, 20}, 3.0);
  // Hardswish's kinks, where libtorch 1.13 and 2.11 give different gradients.
  x = x.masked_fill(x.abs() == 3.0, 2.0);
  for (const Function function :
       {Function::kRelu, Function::kRelu6, Function::kHardswish, Function::kGelu}) {
    SCOPED_TRACE(static_cast<int>(function));
    expect_same(
        value_and_gradients([&](auto in) { return activation(function, typed(in[0])); }, {x}),
        value_and_gradients([&](auto in) { return by_libtorch(function, in[0]); }, {x}),
        tolerance());
  }
}

TEST_P(Ops, ActivatedConv) {
  const Tensor x = image({3, 37, 19, 20}, 2.0);
  const Tensor weight = image({21, 37, 1, 1}, 0.3), bias = torch::randn({21});
  for (const Function function : {Function::kRelu, Function::kGelu}) {
    SCOPED_TRACE(static_cast<int>(function));
    // The same convolution of libtorch, which adds bfloat16 less exactly on processors without
    // AVX-512.
    const auto expected = [&](auto in) {
      return at::conv2d(typed(by_libtorch(function, in[0])), typed(in[1]), typed(in[2]));
    };
    expect_same(value_and_gradients(
                    [&](auto in) {
                      return activated_conv(function, typed(in[0]), typed(in[1]), typed(in[2]));
                    },
                    {x, weight, bias}),
                value_and_gradients(expected, {x, weight, bias}), 2 * tolerance());
  }
}

TEST(Activations, KeepNotANumber) {
  for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
    const Tensor x = torch::tensor({std::nanf(""), -200.0F, 200.0F}).to(type);
    for (const Function function : {Function::kRelu, Function::kRelu6, Function::kHardswish}) {
      EXPECT_TRUE(std::isnan(activation(function, x).to(torch::kFloat32)[0].item<float>()));
    }
    const Tensor y = activation(Function::kGelu, x).to(torch::kFloat32);
    EXPECT_TRUE(std::isnan(y[0].item<float>()));
    EXPECT_EQ(y[1].item<float>(), 0.0F);
    EXPECT_EQ(y[2].item<float>(), 200.0F);
  }
}

TEST_P(Ops, BatchNormWithItsActivation) {
  // 37 channels: a full block of lanes and a part. A mean far from 0 shows cancellation.
  const Tensor x = image({4, 37, 13, 11}, 1.5, 5.0);
  const Tensor weight = torch::rand({37}) + 0.5, bias = torch::randn({37});
  for (const Function function :
       {Function::kIdentity, Function::kRelu, Function::kRelu6, Function::kHardswish}) {
    SCOPED_TRACE(static_cast<int>(function));
    const Tensor mean = torch::zeros({37}), variance = torch::ones({37});
    const Tensor expected_mean = mean.clone(), expected_variance = variance.clone();
    const auto actual = value_and_gradients(
        [&](auto in) {
          return batch_norm(typed(in[0]), {in[1], in[2], mean, variance, 1e-5, 0.1}, function);
        },
        {x, weight, bias});
    const auto expected = value_and_gradients(
        [&](auto in) {
          return by_libtorch(function, at::batch_norm(in[0], in[1], in[2], expected_mean,
                                                      expected_variance, true, 0.1, 1e-5, false));
        },
        {x, weight, bias});
    expect_same(actual, expected, tolerance());
    EXPECT_LT(difference(mean, expected_mean), 1e-5);
    EXPECT_LT(difference(variance, expected_variance), 1e-5);
  }
}

TEST_P(Ops, LayerNorm) {
  const Tensor x = image({3, 37, 9, 7}, 2.0, 1.0);
  const Tensor weight = torch::rand({37}) + 0.5, bias = torch::randn({37});
  expect_same(
      value_and_gradients([&](auto in) { return layer_norm(typed(in[0]), in[1], in[2], 1e-6); },
                          {x, weight, bias}),
      value_and_gradients(
          [&](auto in) {
            return at::layer_norm(in[0].permute({0, 2, 3, 1}), {37}, in[1], in[2], 1e-6)
                .permute({0, 3, 1, 2});
          },
          {x, weight, bias}),
      tolerance());
}

TEST_P(Ops, DepthwiseConvolution) {
  for (const auto& [kernel, stride, with_bias] :
       {std::tuple{5, 1, false}, std::tuple{5, 2, false}, std::tuple{7, 1, true}}) {
    SCOPED_TRACE(kernel * 10 + stride);
    const Tensor x = image({3, 37, 12, 9});
    const Tensor weight =
        (torch::randn({37, 1, kernel, kernel}) * 0.2).to(type()).to(torch::kFloat32);
    std::vector<Tensor> arguments{x, weight};
    if (with_bias) arguments.push_back(torch::randn({37}).to(type()).to(torch::kFloat32));
    const auto bias = [](const std::vector<Tensor>& in) {
      return in.size() > 2 ? in[2] : Tensor();
    };
    const int padding = kernel / 2;
    expect_same(value_and_gradients(
                    [&, step = stride](auto in) {
                      return depthwise(typed(in[0]), in[1], bias(in), step, padding);
                    },
                    arguments),
                value_and_gradients(
                    [&, step = stride](auto in) {
                      return at::conv2d(in[0], in[1], bias(in), {step, step}, {padding, padding},
                                        {1, 1}, 37);
                    },
                    arguments),
                tolerance());
  }
}

INSTANTIATE_TEST_SUITE_P(ThreadsAndTypes, Ops,
                         testing::Combine(testing::Values(1, 2),
                                          testing::Values(torch::kFloat32, torch::kBFloat16)));

}  // namespace
}  // namespace efs::train::ops
