#include "train/foreach_update.h"

#include <gtest/gtest.h>

namespace efs::train {
namespace {

/// A convolution's weight, channels last, and a bias; moments and gradients in the same strides.
UpdateGroup group() {
  torch::manual_seed(5);
  const auto tensors = [] {
    return std::vector<torch::Tensor>{
        torch::randn({5, 4, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast), torch::randn({7})};
  };
  UpdateGroup out{tensors(), tensors(), tensors(), tensors()};
  for (auto& second : out.second) second.square_();
  return out;
}

void expect_same(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(torch::allclose(a[i], b[i], 1e-5, 1e-6));
}

TEST(ForeachUpdate, AdamIsTheKernels) {
  for (const float decay_gradient : {0.0F, 0.1F}) {
    const kernels::AdamScalars scalars{.gradient = 0.5F,
                                       .beta1 = 0.9F,
                                       .beta2 = 0.99F,
                                       .rest1 = 0.1F,
                                       .rest2 = 0.01F,
                                       .decay_gradient = decay_gradient,
                                       .keep_weight = 0.98F,
                                       .step_size = 0.05F,
                                       .root_correction = 1.7F,
                                       .epsilon = 1e-3F};
    const UpdateGroup ours = group(), theirs = group();
    foreach_adam(ours, scalars);
    for (std::size_t i = 0; i < theirs.weights.size(); ++i) {
      kernels::kernels<float>().adam(
          theirs.weights[i].data_ptr<float>(), theirs.first[i].data_ptr<float>(),
          theirs.second[i].data_ptr<float>(), theirs.gradients[i].data_ptr<float>(),
          theirs.weights[i].numel(), scalars);
    }
    expect_same(ours.weights, theirs.weights);
    expect_same(ours.first, theirs.first);
    expect_same(ours.second, theirs.second);
    expect_same(ours.gradients, theirs.gradients);
  }
}

TEST(ForeachUpdate, SgdIsTheKernels) {
  for (const float decay : {0.0F, 0.1F}) {
    const kernels::SgdScalars scalars{
        .gradient = 0.5F, .momentum = 0.9F, .decay = decay, .step_size = 0.05F};
    const UpdateGroup ours = group(), theirs = group();
    foreach_sgd(ours, scalars);
    for (std::size_t i = 0; i < theirs.weights.size(); ++i) {
      kernels::kernels<float>().sgd(
          theirs.weights[i].data_ptr<float>(), theirs.first[i].data_ptr<float>(),
          theirs.gradients[i].data_ptr<float>(), theirs.weights[i].numel(), scalars);
    }
    expect_same(ours.weights, theirs.weights);
    expect_same(ours.first, theirs.first);
    expect_same(ours.gradients, theirs.gradients);
  }
}

TEST(ForeachUpdate, TheNormIsThatOfAllElements) {
  EXPECT_NEAR(foreach_norm({torch::full({2, 2}, 3.0F), torch::full({1}, 8.0F)}), 10.0, 1e-5);
}

}  // namespace
}  // namespace efs::train
