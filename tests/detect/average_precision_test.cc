#include "detect/average_precision.h"

#include <gtest/gtest.h>

#include <numeric>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

const Box kFace{0, 0, 10, 10};
const Box kElsewhere{50, 50, 60, 60};

PooledDetections pooled(const std::vector<DetectedImage>& images) {
  return pool(image_overlaps(images));
}

TEST(AveragePrecision, OfAKnownCurve) {
  // By score: right, wrong, right; one of three faces is missed. Precision 1 up to a recall of 1/3
  // (34 of the 101 recalls), then 2/3 up to 2/3 (33 more), then nothing.
  const DetectedImage image{.detections = {{kFace, 0.9}, {{90, 0, 99, 9}, 0.8}, {kElsewhere, 0.7}},
                            .truth = {.faces = {kFace, kElsewhere, {0, 50, 10, 60}}}};
  const auto values = average_precisions(pooled({image}));
  ASSERT_TRUE(values);
  for (const double value : *values) EXPECT_NEAR(value, (34 + 33 * 2.0 / 3.0) / 101.0, 1e-12);
  EXPECT_NEAR(average_recall(pooled({image})).value(), 2.0 / 3.0, 1e-12);
}

TEST(AveragePrecision, DependsOnTheThresholdOfOverlap) {
  const DetectedImage image{.detections = {{{0, 0, 10, 7}, 0.9}}, .truth = {.faces = {kFace}}};
  const auto values = average_precisions(pooled({image}));
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[kIou50], 1.0);
  EXPECT_EQ((*values)[kIou75], 0.0);
  EXPECT_NEAR(mean_average_precision(pooled({image})).value(), 0.5, 1e-12);  // .5 to .7
}

TEST(AveragePrecision, WithoutFacesIsNotKnown) {
  const DetectedImage image{.detections = {{kFace, 0.9}}, .truth = {.ignored = {kElsewhere}}};
  EXPECT_FALSE(average_precisions(pooled({image})));
  EXPECT_FALSE(mean_average_precision(pooled({image})));
  EXPECT_FALSE(average_recall(pooled({})));
  Rng rng(1);
  EXPECT_FALSE(bootstrap_interval_95(pooled({image}), rng));
  const CocoSummary summary = coco_summary(image_overlaps(std::vector{image}));
  EXPECT_FALSE(summary.ap || summary.ap50 || summary.ap_small || summary.recall_at_100);
}

TEST(AveragePrecision, WithoutDetectionsIsZero) {
  const DetectedImage image{.truth = {.faces = {kFace}}};
  EXPECT_EQ(mean_average_precision(pooled({image})), 0.0);
  EXPECT_EQ(average_recall(pooled({image})), 0.0);
}

TEST(AveragePrecision, IgnoredDetectionsChangeNothing) {
  DetectedImage image{.detections = {{kFace, 0.5}}, .truth = {.faces = {kFace}}};
  image.truth.ignored.push_back({40, 40, 90, 90});
  image.detections.push_back({kElsewhere, 0.9});
  EXPECT_EQ(mean_average_precision(pooled({image})), 1.0);
  image.truth.ignored.clear();
  EXPECT_NEAR(mean_average_precision(pooled({image})).value(), 0.5, 1e-12);
}

TEST(CocoSummary, DividesFacesBySize) {
  const Box small{0, 0, 20, 20};
  const Box medium{100, 0, 150, 50};
  const Box large{200, 0, 320, 120};
  const DetectedImage image{.detections = {{small, 0.9}, {large, 0.8}},
                            .truth = {.faces = {small, medium, large}}};
  const CocoSummary summary = coco_summary(image_overlaps(std::vector{image}));
  EXPECT_EQ(summary.ap_small, 1.0);
  EXPECT_EQ(summary.ap_medium, 0.0);
  EXPECT_EQ(summary.ap_large, 1.0);
  EXPECT_NEAR(summary.ap.value(), 67.0 / 101.0, 1e-12);  // recalls up to 2/3
}

TEST(AveragePrecision, PropertiesOfRandomImages) {
  Rng rng(5);
  for (int i = 0; i < 200; ++i) {
    std::vector<DetectedImage> images = random_images(rng, 1 + rng.index(10));
    const auto values = average_precisions(pooled(images));
    if (!values) continue;
    for (std::size_t iou = 0; iou < values->size(); ++iou) {
      ASSERT_GE((*values)[iou], 0.0);
      ASSERT_LE((*values)[iou], 1.0);
    }
    rng.shuffle(images);
    ASSERT_EQ(average_precisions(pooled(images)), values);
  }
}

TEST(AveragePrecision, OfPerfectDetectionsIsOne) {
  Rng rng(6);
  for (int i = 0; i < 100; ++i) {
    std::vector<DetectedImage> images = random_images(rng, 5);
    for (DetectedImage& image : images) {
      image.detections.clear();
      for (const Box& face : image.truth.faces) image.detections.push_back({face, rng.uniform()});
    }
    if (pooled(images).face_count() == 0) continue;
    EXPECT_EQ(mean_average_precision(pooled(images)), 1.0);
    EXPECT_EQ(average_recall(pooled(images)), 1.0);
  }
}

// Counts of images give what copies of the images give.
TEST(AveragePrecision, CountsOfImagesStandForCopies) {
  Rng rng(7);
  for (int i = 0; i < 200; ++i) {
    const std::vector<DetectedImage> images = random_images(rng, 1 + rng.index(8));
    std::vector<std::uint32_t> counts;
    std::vector<DetectedImage> copies;
    for (const DetectedImage& image : images) {
      counts.push_back(static_cast<std::uint32_t>(rng.index(4)));
      copies.insert(copies.end(), counts.back(), image);
    }
    const auto weighted = average_precisions(pooled(images), counts);
    const auto copied = average_precisions(pooled(copies));
    ASSERT_EQ(weighted.has_value(), copied.has_value());
    for (std::size_t iou = 0; weighted && iou < weighted->size(); ++iou) {
      ASSERT_NEAR((*weighted)[iou], (*copied)[iou], 1e-12);
    }
  }
}

TEST(Bootstrap, IntervalHoldsTheMeasureAndHasNoWidthForEqualImages) {
  Rng rng(8);
  const PooledDetections all = pooled(random_images(rng, 60));
  const auto interval = bootstrap_interval_95(all, rng, 400);
  ASSERT_TRUE(interval);
  const auto values = average_precisions(all);
  EXPECT_LT(interval->ap.low, mean_average_precision(all));
  EXPECT_GT(interval->ap.high, mean_average_precision(all));
  EXPECT_LT(interval->ap50.low, (*values)[kIou50]);
  EXPECT_GT(interval->ap50.high, (*values)[kIou50]);
  EXPECT_LT(interval->ap75.high, interval->ap50.high);
  EXPECT_LT(interval->ap.high - interval->ap.low, 0.3);

  const DetectedImage same{.detections = {{kFace, 0.9}}, .truth = {.faces = {kFace}}};
  const auto certain = bootstrap_interval_95(pooled({same, same, same}), rng, 50);
  ASSERT_TRUE(certain);
  EXPECT_EQ(certain->ap.low, 1.0);
  EXPECT_EQ(certain->ap.high, 1.0);
}

// Of images of which each has one face, found or not, AP50 without false alarms is the share of
// those found (to a recall step), so its interval is that of a share: 0.5 +- 1.96 sqrt(0.25 / 400).
TEST(Bootstrap, HasTheWidthOfAKnownCase) {
  std::vector<DetectedImage> images(400, DetectedImage{.truth = {.faces = {kFace}}});
  for (std::size_t i = 0; i < images.size(); i += 2) images[i].detections = {{kFace, 0.9}};
  Rng rng(9);
  const auto interval = bootstrap_interval_95(pooled(images), rng, 4000);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->ap50.low, 0.5 - 0.049, 0.012);
  EXPECT_NEAR(interval->ap50.high, 0.5 + 0.049, 0.012);
}

TEST(Bootstrap, IsReproducible) {
  Rng images_rng(10);
  const PooledDetections all = pooled(random_images(images_rng, 20));
  Rng a(1);
  Rng b(1);
  EXPECT_EQ(bootstrap_interval_95(all, a, 50)->ap.low, bootstrap_interval_95(all, b, 50)->ap.low);
}

}  // namespace
}  // namespace efs::detect
