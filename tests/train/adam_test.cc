#include "train/adam.h"

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

void expect_torchs(const AdamOptions& options, torch::optim::Optimizer& reference,
                   const Problem& theirs) {
  const Problem ours = problem();
  Adam adam({{"w", ours.weight}}, options);
  for (int step = 0; step < 20; ++step) {
    ours.loss().backward();
    adam.step();
    reference.zero_grad();
    theirs.loss().backward();
    reference.step();
    ASSERT_TRUE(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6)) << "step " << step;
  }
  EXPECT_EQ(adam.steps(), 20);
}

TEST(Adam, GoesWhereTorchsGoes) {
  const Problem theirs = problem();
  torch::optim::Adam reference({theirs.weight}, torch::optim::AdamOptions(0.05).weight_decay(0.1));
  expect_torchs({.learning_rate = 0.05, .weight_decay = 0.1}, reference, theirs);
}

TEST(Adam, WithDecoupledDecayGoesWhereTorchsAdamWGoes) {
  const Problem theirs = problem();
  torch::optim::AdamW reference({theirs.weight},
                                torch::optim::AdamWOptions(0.05).weight_decay(0.1));
  expect_torchs({.learning_rate = 0.05, .weight_decay = 0.1, .decoupled_decay = true}, reference,
                theirs);
}

// Kingma and Ba 2015, algorithm 1: the first step is learning_rate * sign(gradient).
TEST(Adam, FirstStepHasTheLengthOfTheLearningRate) {
  torch::Tensor weight = torch::tensor({1.0F, -1.0F}).requires_grad_(true);
  Adam adam({{"w", weight}}, {.learning_rate = 0.25});
  (weight * torch::tensor({3.0F, -0.5F})).sum().backward();
  adam.step();
  EXPECT_FLOAT_EQ(weight[0].item<float>(), 0.75F);
  EXPECT_FLOAT_EQ(weight[1].item<float>(), -0.75F);
  EXPECT_FALSE(weight.grad().defined());
}

TEST(Adam, LeavesParametersWithoutGradientAlone) {
  torch::Tensor used = torch::ones({2}).requires_grad_(true);
  torch::Tensor unused = torch::ones({2}).requires_grad_(true);
  Adam adam({{"used", used}, {"unused", unused}}, {.learning_rate = 0.1, .weight_decay = 0.1});
  used.sum().backward();
  adam.step();
  EXPECT_TRUE(torch::equal(unused, torch::ones({2})));
  EXPECT_FALSE(torch::equal(used, torch::ones({2})));
}

TEST(Adam, GoesOnFromItsSavedState) {
  const Problem whole = problem(), part = problem();
  Adam straight({{"w", whole.weight}}, {});
  Adam first({{"w", part.weight}}, {});
  for (int step = 0; step < 6; ++step) {
    whole.loss().backward();
    straight.step();
  }
  for (int step = 0; step < 3; ++step) {
    part.loss().backward();
    first.step();
  }
  Adam second({{"w", part.weight}}, {});
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
