#include "detect/false_alarms.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

const Box kFace{0, 0, 10, 10};
const Box kElsewhere{50, 50, 60, 60};
const Box kNowhere{80, 0, 90, 10};

FalseAlarmCurve curve_of(const std::vector<DetectedImage>& images) {
  return false_alarm_curve(image_overlaps(images));
}

TEST(FalseAlarmCurve, OfAKnownCase) {
  const std::vector<DetectedImage> images{
      {.detections = {{{0, 0, 10, 8}, 0.9}, {kNowhere, 0.8}, {{0, 0, 10, 4}, 0.3}},
       .truth = {.faces = {kFace}}},
      {.detections = {{kElsewhere, 0.5}, {kNowhere, 0.4}},
       .truth = {.faces = {kElsewhere, kFace}}}};
  const FalseAlarmCurve curve = curve_of(images);
  EXPECT_EQ(curve.faces, 3u);
  EXPECT_EQ(curve.images, 2u);
  ASSERT_EQ(curve.points.size(), 3u);
  EXPECT_EQ(curve.points[0].score, 0.9);
  EXPECT_EQ(curve.points[0].false_alarms, 0u);
  EXPECT_EQ(curve.points[0].right, 1u);
  EXPECT_NEAR(curve.points[0].total_overlap, 0.8, 1e-12);
  EXPECT_EQ(curve.points[1].score, 0.5);
  EXPECT_EQ(curve.points[1].false_alarms, 1u);
  EXPECT_NEAR(curve.points[1].total_overlap, 1.8, 1e-12);
  EXPECT_EQ(curve.points[2].score, 0.3);  // the lowest score
  EXPECT_EQ(curve.points[2].false_alarms, 3u);
  EXPECT_EQ(curve.points[2].right, 2u);

  EXPECT_NEAR(discrete_recall(curve, 0).value(), 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(discrete_recall(curve, 1).value(), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(discrete_recall(curve, 1000).value(), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(continuous_recall(curve, 0).value(), 0.8 / 3.0, 1e-12);
  EXPECT_NEAR(continuous_recall(curve, 1).value(), 1.8 / 3.0, 1e-12);
}

TEST(FalseAlarmCurve, AnIouOfOneHalfIsNotRightButCountsAsOverlap) {
  const FalseAlarmCurve curve =
      curve_of({{.detections = {{{0, 0, 10, 5}, 0.9}}, .truth = {.faces = {kFace}}}});
  ASSERT_EQ(curve.points.size(), 1u);
  EXPECT_EQ(curve.points[0].right, 0u);
  EXPECT_EQ(curve.points[0].false_alarms, 1u);
  EXPECT_EQ(curve.points[0].total_overlap, 0.5);
}

// The surer one lies on both faces, the other one on the first alone: both are right.
TEST(FalseAlarmCurve, AssignsForTheHighestTotalOverlap) {
  const FalseAlarmCurve curve =
      curve_of({{.detections = {{{0, 0, 10, 10}, 0.9}, {{0, 0, 10, 6}, 0.8}},
                 .truth = {.faces = {{0, 0, 10, 9}, {0, 1, 10, 12}}}}});
  ASSERT_EQ(curve.points.size(), 2u);
  EXPECT_EQ(curve.points[1].right, 2u);
  EXPECT_EQ(curve.points[1].false_alarms, 0u);
  EXPECT_NEAR(curve.points[1].total_overlap, 9.0 / 12.0 + 6.0 / 9.0, 1e-12);
}

TEST(FalseAlarmCurve, IgnoredRegionsExcuse) {
  const DetectedImage image{.detections = {{kNowhere, 0.9}, {{85, 0, 95, 10}, 0.8}, {kFace, 0.7}},
                            .truth = {.faces = {kFace}, .ignored = {{70, 0, 89, 50}}}};
  const FalseAlarmCurve curve = curve_of({image});
  ASSERT_EQ(curve.points.size(), 1u);
  EXPECT_EQ(curve.points[0].right, 1u);
  EXPECT_EQ(curve.points[0].false_alarms, 1u);  // 4 of its 10 pixels are excused, not half
}

TEST(FalseAlarmCurve, EqualScoresAreOnePoint) {
  const FalseAlarmCurve curve =
      curve_of({{.detections = {{kFace, 0.5}}, .truth = {.faces = {kFace}}},
                {.detections = {{kNowhere, 0.5}}, .truth = {.faces = {kFace}}}});
  ASSERT_EQ(curve.points.size(), 1u);
  EXPECT_EQ(curve.points[0].false_alarms, 1u);
  EXPECT_EQ(discrete_recall(curve, 0), 0.0);
  EXPECT_EQ(discrete_recall(curve, 1), 0.5);
}

TEST(FalseAlarmCurve, WithoutFacesOrDetections) {
  EXPECT_FALSE(discrete_recall(curve_of({{.detections = {{kFace, 0.9}}}}), 5));
  EXPECT_FALSE(continuous_recall(curve_of({}), 5));
  EXPECT_EQ(discrete_recall(curve_of({{.truth = {.faces = {kFace}}}}), 5), 0.0);
}

/// What one set of detections is worth, by trying all assignments.
struct Worth {
  double overlap = 0.0;
  std::size_t right = 0;
  std::size_t alarms = 0;
};

Worth best_worth(const DetectedImage& image, std::size_t from, std::vector<bool>& is_taken) {
  if (from == image.detections.size()) return {};
  const Box& box = image.detections[from].box;
  const bool is_excused =
      std::any_of(image.truth.ignored.begin(), image.truth.ignored.end(),
                  [&](const Box& region) { return intersection(box, region) >= 0.5 * box.area(); });
  Worth best = best_worth(image, from + 1, is_taken);
  best.alarms += is_excused ? 0 : 1;
  for (std::size_t face = 0; face < is_taken.size(); ++face) {
    const double overlap = iou(box, image.truth.faces[face]);
    if (is_taken[face] || overlap == 0.0) continue;
    is_taken[face] = true;
    Worth worth = best_worth(image, from + 1, is_taken);
    is_taken[face] = false;
    worth.overlap += overlap;
    worth.right += overlap > 0.5 ? 1 : 0;
    worth.alarms += overlap > 0.5 || is_excused ? 0 : 1;
    if (worth.overlap > best.overlap) best = worth;
  }
  return best;
}

TEST(FalseAlarmCurve, EqualsItsDefinition) {
  Rng rng(12);
  for (int i = 0; i < 40; ++i) {
    std::vector<DetectedImage> images = random_images(rng, 3);
    for (DetectedImage& image : images) {
      if (image.detections.size() > 7) image.detections.resize(7);
      // Inverted boxes have no area to lie in a region.
      std::erase_if(image.detections, [](const Detection& d) { return d.box.area() == 0.0; });
    }
    const FalseAlarmCurve curve = curve_of(images);
    for (const FalseAlarmPoint& point : curve.points) {
      Worth all;
      for (DetectedImage image : images) {
        std::erase_if(image.detections, [&](const Detection& d) { return d.score < point.score; });
        std::vector<bool> is_taken(image.truth.faces.size(), false);
        const Worth worth = best_worth(image, 0, is_taken);
        all.overlap += worth.overlap;
        all.right += worth.right;
        all.alarms += worth.alarms;
      }
      ASSERT_NEAR(point.total_overlap, all.overlap, 1e-9);
      ASSERT_EQ(point.right, all.right);
      ASSERT_EQ(point.false_alarms, all.alarms);
    }
  }
}

TEST(FalseAlarmCurve, PropertiesOfRandomImages) {
  Rng rng(13);
  for (int i = 0; i < 100; ++i) {
    std::vector<DetectedImage> images = random_images(rng, 6);
    const FalseAlarmCurve curve = curve_of(images);
    for (std::size_t p = 0; p < curve.points.size(); ++p) {
      ASSERT_LE(curve.points[p].right, curve.faces);
      ASSERT_GE(curve.points[p].total_overlap, 0.5 * static_cast<double>(curve.points[p].right));
      if (p > 0) {
        ASSERT_LT(curve.points[p].score, curve.points[p - 1].score);
      }
    }
    if (curve.faces == 0) continue;
    rng.shuffle(images);
    const FalseAlarmCurve again = curve_of(images);
    for (const std::size_t alarms : {0u, 1u, 5u, 100u}) {
      ASSERT_EQ(discrete_recall(curve, alarms), discrete_recall(again, alarms));
      ASSERT_GE(discrete_recall(curve, alarms + 1), discrete_recall(curve, alarms));
      ASSERT_LE(continuous_recall(curve, alarms).value(), 1.0);
    }
  }
}

}  // namespace
}  // namespace efs::detect
