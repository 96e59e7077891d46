#include "search/objectives/learning_curve.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "search/trials.h"

namespace efs::search {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

using Curves = std::vector<std::vector<double>>;

/// That of a curve which learns nothing: no other has shown that a curve may fall.
const Curves kFlat{std::vector<double>(100, 1.0)};

std::vector<double> power_law(double limit, double height, double power, int epochs) {
  std::vector<double> values;
  for (int t = 1; t <= epochs; ++t) values.push_back(limit + height * std::pow(t, -power));
  return values;
}

TEST(LowestPromised, FollowsAPowerLaw) {
  for (const double power : {0.5, 1.0, 2.0}) {
    const auto values = power_law(0.2, 0.6, power, 8);
    EXPECT_THAT(lowest_promised(values, 100, kFlat),
                Optional(DoubleNear(0.2 + 0.6 * std::pow(100.0, -power), 1e-9)));
  }
}

TEST(LowestPromised, IsLowerWhereTheCurveIsNoisy) {
  auto values = power_law(0.2, 0.6, 1.0, 8);
  const double smooth = *lowest_promised(values, 100, kFlat);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += i % 2 == 0 ? 0.02 : -0.02;
  EXPECT_LT(*lowest_promised(values, 100, kFlat), smooth - 0.02);
}

// Computed apart: a + b / t, weights t, has a = 0.35637540, b = 0.66601942 and leaves a deviation
// of 0.02466512; the other powers leave more.
TEST(LowestPromised, IsTwoDeviationsBelowTheWeightedFit) {
  const std::vector<double> values{1.0, 0.7, 0.62, 0.5, 0.48, 0.47};
  EXPECT_THAT(lowest_promised(values, 20, kFlat), Optional(DoubleNear(0.340346140967742, 1e-12)));
}

TEST(LowestPromised, MayFallAsAnotherDid) {
  const std::vector<double> values{1.0, 0.8, 0.8, 0.8};
  Curves others = kFlat;
  others.push_back({3.0, 3.0, 3.0, 2.0, 2.0, 0.5, 1.0, 1.0});  // to a fourth of its 4th value
  others.push_back({3.0, 3.0, 3.0, 2.0, 0.1});                 // did not get so far
  EXPECT_THAT(lowest_promised(values, 8, others), Optional(DoubleEq(0.8 / 4.0)));
  EXPECT_GT(*lowest_promised(values, 9, others), 0.5);
}

TEST(LowestPromised, IsNeverAboveTheLowestSoFar) {
  EXPECT_THAT(lowest_promised(std::vector<double>{0.5, 1.0, 2.0, 3.0, 4.0}, 50, kFlat),
              Optional(testing::Le(0.5)));
}

TEST(LowestPromised, IsNothingWithoutEnoughToGoBy) {
  const auto values = power_law(0.2, 0.6, 1.0, 4);
  EXPECT_TRUE(lowest_promised(values, 100, kFlat).has_value());
  EXPECT_FALSE(lowest_promised(std::span(values).first(3), 100, kFlat).has_value());
  EXPECT_FALSE(lowest_promised(values, 101, kFlat).has_value());  // no other got there
  EXPECT_FALSE(lowest_promised(values, 100, {}).has_value());
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    auto broken = values;
    broken[1] = bad;
    EXPECT_FALSE(lowest_promised(broken, 100, kFlat).has_value());
  }
}

TEST(FallingCurves, AreOfTheRunThatCounts) {
  study::Trial trial = trial_of(0, {0.25, 0.5});
  EXPECT_THAT(falling_curves(trial).at("val_loss"), ElementsAre(7.5, 5.0));
  EXPECT_THAT(falling_curves(trial).at("val_iou"), ElementsAre(0.75, 0.5));
  trial.restart = true;
  trial.stage = 2;
  EXPECT_THAT(falling_curves(trial).at("val_loss"), IsEmpty());
}

TEST(BestPromised, IsWhatTheCurvesPromiseAndTheRestAsItIs) {
  const std::vector<FallingCurves> flat{
      {{"val_loss", std::vector<double>(20, 5.0)}, {"val_iou", std::vector<double>(20, 0.5)}}};
  study::Trial trial = trial_of(0, {0.2, 0.5, 0.6, 0.65});  // misses 0.5 + 0.3 / t and less
  const Metrics now = metrics_of(trial, Task{});
  const auto promised = best_promised(trial, 20, {}, flat);
  ASSERT_TRUE(promised.has_value());
  EXPECT_GT(promised->value("val_iou"), now.value("val_iou"));
  EXPECT_LT(promised->value("val_iou"), 1.0);
  EXPECT_LT(promised->value("val_loss"), now.value("val_loss"));
  EXPECT_EQ(promised->find("latency_ms"), 10.0);
  EXPECT_FALSE(best_promised(trial_of(0, {0.2, 0.5}), 20, {}, flat).has_value());
}

TEST(BestPromised, NeverPromisesMoreThanEverything) {
  const std::vector<FallingCurves> fall{{{"val_loss", {5.0, 5.0, 5.0, 5.0, 0.0}},
                                         {"val_iou", {0.5, 0.5, 0.5, 0.5, 0.0}}}};  // to nothing
  const auto promised = best_promised(trial_of(0, {0.1, 0.9, 0.1, 0.9}), 5, {}, fall);
  ASSERT_TRUE(promised.has_value());
  EXPECT_EQ(promised->find("val_iou"), 1.0);
  EXPECT_EQ(promised->find("val_loss"), 0.0);
}

// Recorded curves may have a loss only.
TEST(BestPromised, NeedsOneOfTheTwoCurves) {
  study::Trial trial = trial_of(0, {0.2, 0.5, 0.6, 0.65});
  for (auto& record : trial.epochs)
    record.metrics.set("val_iou", std::numeric_limits<double>::quiet_NaN());
  const std::vector<FallingCurves> flat{
      {{"val_loss", std::vector<double>(20, 5.0)},
       {"val_iou", std::vector<double>(20, std::numeric_limits<double>::quiet_NaN())}}};
  const auto promised = best_promised(trial, 20, {.epoch_choice = EpochChoice::kLast}, flat);
  ASSERT_TRUE(promised.has_value());
  EXPECT_LE(promised->value("val_loss"), 3.5);
  EXPECT_FALSE(promised->find("val_iou").has_value());
}

}  // namespace
}  // namespace efs::search
