#include "detect/precision_recall.h"

#include <gtest/gtest.h>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

TEST(PrecisionRecall, HasAPointWhereverMoreFacesAreFound) {
  const Box face{0, 0, 10, 10};
  const Box other{50, 50, 60, 60};
  const std::vector<DetectedImage> images{
      {.detections = {{face, 0.9}, {{80, 0, 90, 10}, 0.8}, {other, 0.7}, {{0, 80, 10, 90}, 0.7}},
       .truth = {.faces = {face, other, {70, 70, 80, 80}, {20, 20, 30, 30}}}}};
  const auto curve = precision_recall_curve(pool(image_overlaps(images)));
  ASSERT_EQ(curve.size(), 2u);
  EXPECT_EQ(curve[0].score, 0.9);
  EXPECT_EQ(curve[0].recall, 0.25);
  EXPECT_EQ(curve[0].precision, 1.0);
  EXPECT_EQ(curve[1].score, 0.7);  // with the false alarm of the same score
  EXPECT_EQ(curve[1].recall, 0.5);
  EXPECT_EQ(curve[1].precision, 0.5);
}

TEST(PrecisionRecall, OfNothingIsEmpty) {
  EXPECT_TRUE(precision_recall_curve({}).empty());
  const std::vector<DetectedImage> images{{.detections = {{{0, 0, 1, 1}, 0.5}}}};
  EXPECT_TRUE(precision_recall_curve(pool(image_overlaps(images))).empty());
}

TEST(PrecisionRecall, RecallRisesAsTheScoreFalls) {
  Rng rng(15);
  for (int i = 0; i < 100; ++i) {
    const PooledDetections all = pool(image_overlaps(random_images(rng, 6)));
    const auto curve = precision_recall_curve(all, kIou75);
    ASSERT_LE(curve.size(), all.face_count());
    for (std::size_t p = 0; p < curve.size(); ++p) {
      ASSERT_GT(curve[p].precision, 0.0);
      ASSERT_LE(curve[p].precision, 1.0);
      ASSERT_LE(curve[p].recall, 1.0);
      if (p == 0) continue;
      ASSERT_GT(curve[p].recall, curve[p - 1].recall);
      ASSERT_LT(curve[p].score, curve[p - 1].score);
    }
  }
}

}  // namespace
}  // namespace efs::detect
