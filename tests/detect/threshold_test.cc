#include "detect/threshold.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "detect/random_images.h"

namespace efs::detect {
namespace {

const Box kFace{0, 0, 10, 10};
const Box kOther{50, 50, 60, 60};
const Box kNowhere{80, 0, 90, 10};

PooledDetections pooled(const std::vector<DetectedImage>& images) {
  return pool(image_overlaps(images));
}

// Scores right 0.9, wrong 0.7, right 0.6, wrong 0.2; three faces in two images.
const PooledDetections kFour =
    pooled({{.detections = {{kFace, 0.9}, {kNowhere, 0.7}}, .truth = {.faces = {kFace}}},
            {.detections = {{kOther, 0.6}, {kNowhere, 0.2}}, .truth = {.faces = {kFace, kOther}}}});

TEST(OperatingPoint, CountsWhatAThresholdAccepts) {
  const OperatingPoint point = operating_point(kFour, 0.6);
  EXPECT_EQ(point.threshold, 0.6);
  EXPECT_EQ(point.right, 2u);
  EXPECT_EQ(point.false_alarms, 1u);
  EXPECT_NEAR(point.precision(), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(point.recall(), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(point.f1(), 2.0 / 3.0, 1e-12);
  EXPECT_EQ(point.false_alarms_per_image(), 0.5);
  EXPECT_EQ(operating_point(kFour, 0.61).right, 1u);
}

TEST(OperatingPoint, OfNothingIsZero) {
  const OperatingPoint none = operating_point(kFour, 0.95);
  EXPECT_EQ(none.precision(), 0.0);
  EXPECT_EQ(none.recall(), 0.0);
  EXPECT_EQ(none.f1(), 0.0);
  EXPECT_EQ(operating_point({}, 0.5).false_alarms_per_image(), 0.0);
}

TEST(BestF1Threshold, LiesBetweenTheAcceptedAndTheRefused) {
  const auto best = best_f1_threshold(kFour);
  ASSERT_TRUE(best);
  EXPECT_DOUBLE_EQ(best->threshold, 0.4);  // of 0.6 and 0.2
  EXPECT_NEAR(best->f1(), 2.0 / 3.0, 1e-12);
}

TEST(BestF1Threshold, OfScoresThatAreNoShares) {
  const auto of = [](double accepted, double refused) {
    return best_f1_threshold(pooled(
        {{.detections = {{kFace, accepted}, {kNowhere, refused}}, .truth = {.faces = {kFace}}}}));
  };
  EXPECT_DOUBLE_EQ(of(120.0, -20.0)->threshold, 50.0);
  EXPECT_DOUBLE_EQ(of(-2.0, -4.0)->threshold, -3.0);
  EXPECT_EQ(of(1.5e308, -1.5e308)->threshold, 0.0);
}

TEST(BestF1Threshold, OfEqualOnesIsTheHighest) {
  // One of three: F1 = 2/4. Two of five: 4/8.
  const auto best =
      best_f1_threshold(pooled({{.detections = {{kFace, 0.9},
                                                {kNowhere, 0.8},
                                                {{0, 80, 10, 90}, 0.7},
                                                {{20, 80, 30, 90}, 0.65},
                                                {kOther, 0.6}},
                                 .truth = {.faces = {kFace, kOther, {30, 30, 40, 40}}}}}));
  ASSERT_TRUE(best);
  EXPECT_DOUBLE_EQ(best->threshold, 0.85);
  EXPECT_EQ(best->f1(), 0.5);
}

TEST(BestF1Threshold, AcceptsEqualScoresTogether) {
  const auto best = best_f1_threshold(
      pooled({{.detections = {{kFace, 0.5}, {kNowhere, 0.5}}, .truth = {.faces = {kFace}}}}));
  ASSERT_TRUE(best);
  EXPECT_EQ(best->false_alarms, 1u);
  EXPECT_DOUBLE_EQ(best->threshold, 0.25);
}

TEST(BestF1Threshold, ReachesDownToTheFloorWhereNothingIsRefused) {
  const PooledDetections one =
      pooled({{.detections = {{kFace, 0.5}}, .truth = {.faces = {kFace}}}});
  EXPECT_DOUBLE_EQ(best_f1_threshold(one)->threshold, 0.25);
  EXPECT_DOUBLE_EQ(best_f1_threshold(one, 0.1)->threshold, 0.3);
  EXPECT_DOUBLE_EQ(best_f1_threshold(one, 0.5)->threshold, 0.5);
}

TEST(BestF1Threshold, RefusesTheRefusedScoreHoweverNear) {
  const double refused = 0.5;
  const double accepted = std::nextafter(refused, 1.0);
  const auto best = best_f1_threshold(pooled(
      {{.detections = {{kFace, accepted}, {kNowhere, refused}}, .truth = {.faces = {kFace}}}}));
  ASSERT_TRUE(best);
  EXPECT_EQ(best->threshold, accepted);
}

TEST(Threshold, IsNoneWhereNoFaceIsFound) {
  const PooledDetections wrong =
      pooled({{.detections = {{kNowhere, 0.9}}, .truth = {.faces = {kFace}}}});
  EXPECT_FALSE(best_f1_threshold(wrong));
  EXPECT_FALSE(lowest_threshold(wrong, 10.0));
  EXPECT_FALSE(best_f1_threshold({}));
}

TEST(LowestThreshold, KeepsToTheFalseAlarmsPerImage) {
  EXPECT_DOUBLE_EQ(lowest_threshold(kFour, 0.0)->threshold, 0.8);
  EXPECT_DOUBLE_EQ(lowest_threshold(kFour, 0.49)->threshold, 0.8);
  const auto half = lowest_threshold(kFour, 0.5);
  ASSERT_TRUE(half);
  EXPECT_DOUBLE_EQ(half->threshold, 0.4);
  EXPECT_EQ(half->false_alarms_per_image(), 0.5);
  EXPECT_EQ(half->right, 2u);
  EXPECT_DOUBLE_EQ(lowest_threshold(kFour, 1.0, 0.1)->threshold, 0.15);
}

TEST(LowestThreshold, IsNoneWhereTheSurestIsAFalseAlarm) {
  const PooledDetections bad =
      pooled({{.detections = {{kNowhere, 0.9}, {kFace, 0.8}}, .truth = {.faces = {kFace}}}});
  EXPECT_FALSE(lowest_threshold(bad, 0.0));
  EXPECT_TRUE(lowest_threshold(bad, 1.0));
}

TEST(LowestThreshold, RefusesNegativeAlarms) {
  EXPECT_THROW(lowest_threshold(kFour, -1.0), UsageError);
  EXPECT_THROW(lowest_threshold(kFour, std::nan("")), UsageError);
}

TEST(Threshold, PropertiesOfRandomImages) {
  Rng rng(16);
  for (int i = 0; i < 200; ++i) {
    const PooledDetections all = pooled(random_images(rng, 5));
    const auto best = best_f1_threshold(all);
    if (!best) continue;
    const OperatingPoint again = operating_point(all, best->threshold);
    ASSERT_EQ(again.right, best->right);
    ASSERT_EQ(again.false_alarms, best->false_alarms);
    for (int t = 0; t < 20; ++t) {
      ASSERT_LE(operating_point(all, rng.uniform()).f1(), best->f1());
    }

    const double most = rng.uniform(0, 3);
    const auto lowest = lowest_threshold(all, most);
    if (!lowest) continue;
    ASSERT_LE(operating_point(all, lowest->threshold).false_alarms_per_image(), most);
    const double lower = lowest->threshold * rng.uniform();
    const OperatingPoint below = operating_point(all, lower);
    if (below.right + below.false_alarms > lowest->right + lowest->false_alarms) {
      ASSERT_GE(below.false_alarms, lowest->false_alarms);
    }
  }
}

}  // namespace
}  // namespace efs::detect
