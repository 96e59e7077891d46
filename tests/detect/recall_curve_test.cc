#include "detect/recall_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Box kFace{0, 0, 10, 10};
const Box kOther{50, 50, 60, 60};
const Box kNowhere{80, 0, 90, 10};

FalseAlarmCurve false_alarms_of(const std::vector<DetectedImage>& images) {
  return false_alarm_curve(image_overlaps(images));
}

TEST(RecallCurve, OfAKnownCase) {
  const FalseAlarmCurve curve =
      false_alarms_of({{.detections = {{kFace, 0.9}, {kNowhere, 0.8}}, .truth = {.faces = {kFace}}},
                       {.detections = {{kOther, 0.5}, {kNowhere, 0.4}, {kNowhere, 0.3}},
                        .truth = {.faces = {kOther, kFace}}}});
  EXPECT_THAT(recall_curve(curve),
              ElementsAre(RecallPoint{0, 1.0 / 3.0, 0.9}, RecallPoint{1, 2.0 / 3.0, 0.5},
                          RecallPoint{3, 2.0 / 3.0, 0.3}));
}

TEST(RecallCurve, OfScoresThatAreNoShares) {
  const FalseAlarmCurve curve = false_alarms_of(
      {{.detections = {{kFace, 120.5}, {kNowhere, -3.0}}, .truth = {.faces = {kFace}}}});
  EXPECT_THAT(recall_curve(curve),
              ElementsAre(RecallPoint{0, 1.0, 120.5}, RecallPoint{1, 1.0, -3.0}));
}

TEST(RecallCurve, IsEmptyWithoutFacesOrDetections) {
  EXPECT_THAT(recall_curve(false_alarms_of({})), IsEmpty());
  EXPECT_THAT(recall_curve(false_alarms_of({{.detections = {}, .truth = {.faces = {kFace}}}})),
              IsEmpty());
  EXPECT_THAT(recall_curve(false_alarms_of({{.detections = {{kFace, 0.5}}, .truth = {}}})),
              IsEmpty());
}

/// The recall that a list of points states for at most so many false alarms.
double recall_at(const std::vector<RecallPoint>& points, std::size_t false_alarms) {
  double recall = 0.0;
  for (const RecallPoint& point : points) {
    if (point.false_alarms <= false_alarms) recall = point.recall;
  }
  return recall;
}

TEST(RecallCurve, IsTheDiscreteRecall) {
  Rng rng(3);
  for (int round = 0; round < 30; ++round) {
    const FalseAlarmCurve curve = false_alarms_of(random_images(rng, 6));
    if (curve.faces == 0) continue;
    const auto points = recall_curve(curve);
    for (std::size_t alarms = 0; alarms < 60; ++alarms) {
      EXPECT_EQ(recall_at(points, alarms), discrete_recall(curve, alarms).value());
    }
  }
}

TEST(RecallCurve, ThinnedIsNeverAboveAndHardlyBelow) {
  Rng rng(4);
  const FalseAlarmCurve curve = false_alarms_of(random_images(rng, 300));
  const auto whole = recall_curve(curve, 100'000);
  const auto thinned = recall_curve(curve, 50);
  ASSERT_GT(whole.size(), 100U);
  ASSERT_EQ(thinned.size(), 50U);
  EXPECT_EQ(thinned.front(), whole.front());
  EXPECT_EQ(thinned.back(), whole.back());
  double largest_step = 0.0;
  for (std::size_t i = 1; i < thinned.size(); ++i) {
    largest_step = std::max(largest_step, thinned[i].recall - thinned[i - 1].recall);
  }
  for (const RecallPoint& point : whole) {
    const double stated = recall_at(thinned, point.false_alarms);
    EXPECT_LE(stated, point.recall);
    EXPECT_LE(point.recall - stated, largest_step);
  }
}

}  // namespace
}  // namespace efs::detect
