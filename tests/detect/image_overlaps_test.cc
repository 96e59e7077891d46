#include "detect/image_overlaps.h"

#include <gtest/gtest.h>

namespace efs::detect {
namespace {

TEST(ImageOverlaps, OfFacesAreIoUsAndOfIgnoredRegionsSharesOfTheDetection) {
  const DetectedImage image{
      .detections = {{.box = {0, 0, 10, 10}, .score = 0.5}},
      .truth = {.faces = {{0, 0, 10, 5}, {50, 50, 60, 60}}, .ignored = {{5, 0, 100, 100}}}};
  const ImageOverlaps overlaps = image_overlaps(image);
  EXPECT_EQ(overlaps.face_areas_px2, (std::vector<double>{50, 100}));
  EXPECT_EQ(overlaps.detection_areas_px2, std::vector<double>{100});
  ASSERT_EQ(overlaps.of(0).size(), 2u);
  EXPECT_EQ(overlaps.of(0)[0].object, 0u);
  EXPECT_EQ(overlaps.of(0)[0].value, 0.5);
  EXPECT_EQ(overlaps.of(0)[1].object, 2u);
  EXPECT_EQ(overlaps.of(0)[1].value, 0.5);
}

TEST(ImageOverlaps, OrdersByFallingScoreAndKeepsTheBest) {
  DetectedImage image{.truth = {.faces = {{0, 0, 10, 10}}}};
  for (const double score : {0.2, 0.9, 0.2, 0.5}) {
    image.detections.push_back({{0, 0, 10, 10 * score}, score});
  }
  const ImageOverlaps all = image_overlaps(image);
  EXPECT_EQ(all.places, (std::vector<std::size_t>{1, 3, 0, 2}));
  EXPECT_EQ(all.scores, (std::vector<double>{0.9, 0.5, 0.2, 0.2}));
  EXPECT_DOUBLE_EQ(all.of(1)[0].value, 0.5);
  EXPECT_EQ(image_overlaps(image, 3).places, (std::vector<std::size_t>{1, 3, 0}));
}

TEST(ImageOverlaps, CountsWhatAThresholdAccepts) {
  DetectedImage image;
  for (const double score : {0.2, 0.9, 0.5}) image.detections.push_back({{0, 0, 1, 1}, score});
  const ImageOverlaps overlaps = image_overlaps(image);
  EXPECT_EQ(overlaps.accepted_count(0.95), 0u);
  EXPECT_EQ(overlaps.accepted_count(0.5), 2u);
  EXPECT_EQ(overlaps.accepted_count(0.0), 3u);
}

TEST(ImageOverlaps, OfNothing) {
  const ImageOverlaps overlaps = image_overlaps(DetectedImage{});
  EXPECT_EQ(overlaps.detection_count(), 0u);
  EXPECT_EQ(overlaps.face_count(), 0u);
}

}  // namespace
}  // namespace efs::detect
