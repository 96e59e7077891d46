#include "train/optimizer.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::train {
namespace {

struct Problem {
  torch::Tensor weight, target;
  torch::Tensor loss() const { return ((weight - target) * (weight - target)).sum(); }
};

/// The weight is 4-d and channels_last, as a convolution's.
Problem problem() {
  torch::manual_seed(3);
  Problem out{torch::randn({5, 4, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast),
              torch::randn({5, 4, 3, 3})};
  out.weight.requires_grad_(true);
  return out;
}

void expect_torchs(const TrainOptions& options, torch::optim::Optimizer& reference,
                   const Problem& theirs) {
  const Problem ours = problem();
  Optimizer optimizer({{"w", ours.weight}}, options);
  for (int step = 0; step < 20; ++step) {
    ours.loss().backward();
    optimizer.step();
    reference.zero_grad();
    theirs.loss().backward();
    reference.step();
    ASSERT_TRUE(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6)) << "step " << step;
  }
  EXPECT_EQ(optimizer.steps(), 20);
}

TEST(Optimizer, AdamGoesWhereTorchsGoes) {
  const Problem theirs = problem();
  torch::optim::Adam reference({theirs.weight}, torch::optim::AdamOptions(0.05).weight_decay(0.1));
  expect_torchs({.learning_rate = 0.05, .weight_decay = 0.1}, reference, theirs);
}

TEST(Optimizer, AdamWGoesWhereTorchsGoes) {
  const Problem theirs = problem();
  torch::optim::AdamW reference({theirs.weight},
                                torch::optim::AdamWOptions(0.05).weight_decay(0.1));
  expect_torchs({.optimizer = OptimizerKind::kAdamW, .learning_rate = 0.05, .weight_decay = 0.1},
                reference, theirs);
}

TEST(Optimizer, SgdGoesWhereTorchsGoes) {
  const Problem theirs = problem();
  torch::optim::SGD reference(
      {theirs.weight},
      torch::optim::SGDOptions(0.02).momentum(0.9).nesterov(true).weight_decay(0.1));
  expect_torchs({.optimizer = OptimizerKind::kSgd, .learning_rate = 0.02, .weight_decay = 0.1},
                reference, theirs);
}

TEST(Optimizer, ShortensGradientsAsTorchDoes) {
  const Problem theirs = problem(), ours = problem();
  torch::optim::SGD reference({theirs.weight},
                              torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true));
  Optimizer optimizer({{"w", ours.weight}},
                      {.optimizer = OptimizerKind::kSgd, .learning_rate = 0.1, .clip_norm = 0.5});
  for (int step = 0; step < 5; ++step) {
    ours.loss().backward();
    optimizer.step();
    reference.zero_grad();
    theirs.loss().backward();
    torch::nn::utils::clip_grad_norm_(theirs.weight, 0.5);
    reference.step();
    ASSERT_TRUE(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6)) << "step " << step;
  }
}

TEST(Optimizer, LeavesBiasesAndNormalisationUndecayed) {
  const auto ones = [](at::IntArrayRef sizes) { return torch::ones(sizes).requires_grad_(true); };
  torch::Tensor conv = ones({2, 2, 1, 1}), bias = ones({2}), norm = ones({2}),
                scale = ones({2, 1, 1});
  Optimizer optimizer(
      {{"c.weight", conv}, {"c.bias", bias}, {"n.weight", norm}, {"layer_scale", scale}},
      {.optimizer = OptimizerKind::kAdamW,
       .learning_rate = 0.1,
       .weight_decay = 0.5,
       .decay_all = false});
  ((conv.sum() + bias.sum() + norm.sum() + scale.sum()) * 0.0).backward();
  optimizer.step();
  EXPECT_TRUE(torch::allclose(conv, torch::full({2, 2, 1, 1}, 0.95)));
  for (const torch::Tensor& tensor : {bias, norm, scale}) {
    EXPECT_TRUE(torch::equal(tensor, torch::ones_like(tensor)));
  }
}

// Kingma and Ba 2015, algorithm 1: the first step is learning_rate * sign(gradient).
TEST(Optimizer, AdamsFirstStepHasTheLengthOfTheLearningRate) {
  torch::Tensor weight = torch::tensor({1.0F, -1.0F}).requires_grad_(true);
  Optimizer optimizer({{"w", weight}}, {.learning_rate = 0.25});
  (weight * torch::tensor({3.0F, -0.5F})).sum().backward();
  optimizer.step();
  EXPECT_FLOAT_EQ(weight[0].item<float>(), 0.75F);
  EXPECT_FLOAT_EQ(weight[1].item<float>(), -0.75F);
  EXPECT_FALSE(weight.grad().defined());
}

TEST(Optimizer, LeavesParametersWithoutGradientAlone) {
  torch::Tensor used = torch::ones({2}).requires_grad_(true);
  torch::Tensor unused = torch::ones({2}).requires_grad_(true);
  Optimizer optimizer({{"used", used}, {"unused", unused}},
                      {.learning_rate = 0.1, .weight_decay = 0.1});
  used.sum().backward();
  optimizer.step();
  EXPECT_TRUE(torch::equal(unused, torch::ones({2})));
  EXPECT_FALSE(torch::equal(used, torch::ones({2})));
}

// The thawed parameter moves as in an optimizer that begins at the thaw, bit for bit.
TEST(Optimizer, ABackboneBeginsWhenItIsThawed) {
  for (const OptimizerKind kind :
       {OptimizerKind::kAdam, OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    const TrainOptions options{.optimizer = kind, .learning_rate = 0.05, .weight_decay = 0.1};
    const Problem thawed = problem(), fresh = problem(), head = problem(), alone = problem();
    Optimizer both({{"layer.w", thawed.weight}, {"head.w", head.weight}}, options);
    Optimizer only_head({{"head.w", alone.weight}}, options);
    both.freeze_backbone(true);
    const torch::Tensor before = thawed.weight.detach().clone();
    const auto step_of_heads = [&](const torch::Tensor& more) {
      (head.loss() + more).backward();
      both.step();
      alone.loss().backward();
      only_head.step();
    };
    for (int step = 0; step < 3; ++step) step_of_heads(thawed.loss());
    EXPECT_TRUE(torch::equal(thawed.weight, before));
    both.freeze_backbone(false);
    Optimizer begins({{"layer.w", fresh.weight}}, options);
    for (int step = 0; step < 3; ++step) {
      step_of_heads(thawed.loss());
      fresh.loss().backward();
      begins.step();
    }
    EXPECT_TRUE(torch::equal(thawed.weight, fresh.weight));
    EXPECT_FALSE(torch::equal(thawed.weight, before));
    EXPECT_TRUE(torch::equal(head.weight, alone.weight));
  }
}

TEST(Optimizer, GoesOnFromItsSavedState) {
  const Problem whole = problem(), part = problem();
  Optimizer straight({{"w", whole.weight}}, {});
  Optimizer first({{"w", part.weight}}, {});
  for (int step = 0; step < 6; ++step) {
    whole.loss().backward();
    straight.step();
  }
  for (int step = 0; step < 3; ++step) {
    part.loss().backward();
    first.step();
  }
  Optimizer second({{"w", part.weight}}, {});
  second.restore(first.steps(), first.first_moments(), first.second_moments());
  for (int step = 0; step < 3; ++step) {
    part.loss().backward();
    second.step();
  }
  EXPECT_TRUE(torch::equal(whole.weight, part.weight));
  EXPECT_THROW(second.restore(1, {}, {}), Error);
}

}  // namespace
}  // namespace efs::train
