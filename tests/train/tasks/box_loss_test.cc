#include "train/tasks/box_loss.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::train {
namespace {

using torch::Tensor;

constexpr LossFrame kFrame{100, 100};
constexpr LossKind kOverlapLosses[] = {LossKind::kIou, LossKind::kGiou, LossKind::kDiou,
                                       LossKind::kCiou, LossKind::kEiou};

/// Boxes in pixels of a 100 x 100 image, as the network states them.
Tensor boxes(std::vector<float> pixels) { return torch::tensor(pixels).view({-1, 4}) / 100.0; }

// One error of 0.5 px (quadratic: 0.5 * 0.25 / beta) and one of 3 px (linear: 3 - beta/2) in two
// boxes of four values.
TEST(SmoothL1Loss, IsTakenInInputPixelsAndAveragedOverAllValues) {
  const Tensor target =
      torch::tensor({0.1F, 0.2F, 0.5F, 0.6F, 0.1F, 0.2F, 0.5F, 0.6F}).view({2, 4});
  Tensor predicted = target.clone();
  predicted[0][0] += 0.5 / 100;  // width 100
  predicted[1][3] -= 3.0 / 50;   // height 50
  EXPECT_NEAR(smooth_l1_loss(predicted, target, {100, 50, 1.0}).item<double>(), (0.125 + 2.5) / 8,
              1e-5);
  EXPECT_NEAR(smooth_l1_loss(predicted, target, {100, 50, 2.0}).item<double>(), (0.0625 + 2.0) / 8,
              1e-5);
  EXPECT_EQ(smooth_l1_loss(target, target, {100, 50, 1.0}).item<double>(), 0.0);
}

// kGiou, kDiou, kCiou: torchvision 0.14's ops.generalized_box_iou_loss, distance_box_iou_loss and
// complete_box_iou_loss of these boxes. kEiou: worked out by hand from arXiv 2101.08158,
// equation 8.
TEST(OverlapLoss, KnownAnswers) {
  const Tensor predicted = boxes({10, 20, 50, 60, 30, 30, 40, 50, 5, 5, 60, 60, 70, 10, 90, 30});
  const Tensor target = boxes({20, 10, 60, 60, 30, 30, 40, 50, 20, 20, 50, 40, 10, 50, 30, 90});
  const std::map<LossKind, std::vector<double>> known{
      {LossKind::kIou, {0.5, 0.0, 0.8016529, 1.0}},
      {LossKind::kGiou, {0.54, 0.0, 0.8016529, 1.8125}},
      {LossKind::kDiou, {0.525, 0.0, 0.8037190, 1.4765625}},
      {LossKind::kCiou, {0.5250487, 0.0, 0.8040241, 1.4782520}},
      {LossKind::kEiou, {0.565, 0.0, 1.4152893, 1.5390625}}};
  for (const LossKind kind : kOverlapLosses) {
    for (int i = 0; i < 4; ++i) {
      const double loss =
          overlap_loss(kind, predicted.narrow(0, i, 1), target.narrow(0, i, 1), kFrame)
              .item<double>();
      EXPECT_NEAR(loss, known.at(kind).at(static_cast<std::size_t>(i)), 2e-5)
          << to_string({{kind, 1.0}}) << " of pair " << i;
    }
  }
}

// Empty, inverted, a point on the target's corner, far outside, and both empty.
TEST(OverlapLoss, DegenerateBoxesGiveFiniteLossesAndGradients) {
  const Tensor target =
      boxes({20, 20, 60, 60, 20, 20, 60, 60, 20, 20, 60, 60, 20, 20, 60, 60, 20, 20, 20, 20});
  const Tensor start =
      boxes({30, 30, 30, 30, 70, 80, 10, 20, 20, 20, 20, 20, 9e5, 9e5, 9e6, 9e6, 20, 20, 20, 20});
  for (const LossKind kind : kOverlapLosses) {
    const Tensor predicted = start.clone().requires_grad_(true);
    const Tensor loss = overlap_loss(kind, predicted, target, kFrame);
    loss.backward();
    EXPECT_TRUE(torch::isfinite(loss).item<bool>()) << to_string({{kind, 1.0}});
    EXPECT_TRUE(torch::isfinite(predicted.grad()).all().item<bool>()) << to_string({{kind, 1.0}});
  }
}

// All but the IoU itself pull boxes together that do not touch.
TEST(OverlapLoss, DescendsToTheTargetFromApart) {
  const Tensor target = boxes({10, 50, 30, 90});
  for (const LossKind kind : kOverlapLosses) {
    if (kind == LossKind::kIou) continue;
    Tensor predicted = boxes({70, 10, 90, 30}).requires_grad_(true);
    torch::optim::Adam optimizer({predicted}, torch::optim::AdamOptions(0.01));
    for (int step = 0; step < 600; ++step) {
      optimizer.zero_grad();
      overlap_loss(kind, predicted, target, kFrame).backward();
      optimizer.step();
    }
    EXPECT_LT(overlap_loss(LossKind::kIou, predicted, target, kFrame).item<double>(), 0.2)
        << to_string({{kind, 1.0}});
  }
}

TEST(BoxLoss, IsTheWeightedSum) {
  const Tensor predicted = boxes({10, 20, 50, 60}), target = boxes({20, 10, 60, 60});
  const double l1 = (0.1 + 0.1 + 0.1 + 0.0) / 4;  // relative to the image
  EXPECT_NEAR(box_loss(parse_loss("l1"), predicted, target, kFrame).item<double>(), l1, 1e-6);
  EXPECT_NEAR(box_loss(parse_loss("giou + 5 * l1"), predicted, target, kFrame).item<double>(),
              0.54 + 5 * l1, 1e-5);
  EXPECT_EQ(box_loss(parse_loss("smooth_l1"), predicted, target, kFrame).item<double>(),
            smooth_l1_loss(predicted, target, kFrame).item<double>());
}

}  // namespace
}  // namespace efs::train
