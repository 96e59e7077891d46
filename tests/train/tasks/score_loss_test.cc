#include "train/tasks/score_loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace efs::train {
namespace {

using torch::Tensor;

double entropy(double score, double learnt) {
  return -learnt * std::log(score) - (1.0 - learnt) * std::log(1.0 - score);
}

/// Of one cell.
double loss_of(LossKind kind, double score, double quality, double weight = 1.0) {
  const auto one = [](double value) { return torch::full({1, 1}, value, torch::kFloat64); };
  return score_loss(kind, one(std::log(score / (1.0 - score))), one(quality), one(weight))
      .item<double>();
}

TEST(ScoreLoss, FollowsThePapersFormulas) {
  for (const double p : {0.1, 0.5, 0.8}) {
    EXPECT_NEAR(loss_of(LossKind::kBce, p, 0.6), entropy(p, 0.6), 1e-12);
    EXPECT_NEAR(loss_of(LossKind::kFocal, p, 0.6), -0.25 * std::pow(1 - p, 2) * std::log(p), 1e-12);
    EXPECT_NEAR(loss_of(LossKind::kFocal, p, 0.0), -0.75 * p * p * std::log(1 - p), 1e-12);
    EXPECT_NEAR(loss_of(LossKind::kQualityFocal, p, 0.6), std::pow(0.6 - p, 2) * entropy(p, 0.6),
                1e-12);
    EXPECT_NEAR(loss_of(LossKind::kVarifocal, p, 0.6), 0.6 * entropy(p, 0.6), 1e-12);
    EXPECT_NEAR(loss_of(LossKind::kVarifocal, p, 0.0), -0.75 * p * p * std::log(1 - p), 1e-12);
  }
}

TEST(ScoreLoss, IsLeastWhereTheScoreIsTheQuality) {
  EXPECT_LT(loss_of(LossKind::kQualityFocal, 0.7, 0.7), 1e-12);
  for (const LossKind kind : {LossKind::kBce, LossKind::kQualityFocal, LossKind::kVarifocal}) {
    EXPECT_LT(loss_of(kind, 0.7, 0.7), loss_of(kind, 0.6, 0.7));
    EXPECT_LT(loss_of(kind, 0.7, 0.7), loss_of(kind, 0.8, 0.7));
  }
}

TEST(ScoreLoss, ACellWithoutWeightIsNotThere) {
  for (const LossKind kind :
       {LossKind::kBce, LossKind::kFocal, LossKind::kQualityFocal, LossKind::kVarifocal}) {
    EXPECT_EQ(loss_of(kind, 0.9, 0.0, 0.0), 0.0);
  }
}

TEST(ScoreLoss, StaysFiniteWhereTheScoreIsSure) {
  for (const LossKind kind :
       {LossKind::kBce, LossKind::kFocal, LossKind::kQualityFocal, LossKind::kVarifocal}) {
    const Tensor logits = torch::tensor({-200.0F, 200.0F, -200.0F, 200.0F}, torch::requires_grad());
    const Tensor quality = torch::tensor({0.0F, 0.0F, 0.9F, 0.9F});
    const Tensor loss = score_loss(kind, logits, quality, torch::ones({4}));
    loss.backward();
    EXPECT_TRUE(std::isfinite(loss.item<float>()));
    EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
  }
  EXPECT_THROW(score_loss(LossKind::kGiou, torch::zeros({1}), torch::zeros({1}), torch::ones({1})),
               Error);
}

}  // namespace
}  // namespace efs::train
