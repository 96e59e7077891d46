#include "detect/recall_by_size.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

TEST(RecallBySize, CountsFacesByTheRootOfTheirArea) {
  const Box small{0, 0, 10, 10};
  const Box tall{100, 0, 108, 32};  // 16 px
  const Box large{200, 0, 500, 300};
  const Box other{600, 0, 900, 300};
  const std::vector<DetectedImage> images{{.detections = {{small, 0.9}, {large, 0.8}, {tall, 0.3}},
                                           .truth = {.faces = {small, tall, large, other}}}};
  const auto sizes = recall_by_size(image_overlaps(images), 0.5);
  ASSERT_EQ(sizes.size(), 6u);
  EXPECT_EQ(sizes[0].low_px, 0.0);
  EXPECT_EQ(sizes[0].high_px, 16.0);
  EXPECT_EQ(sizes[0].faces, 1u);
  EXPECT_EQ(sizes[0].found, 1u);
  EXPECT_EQ(sizes[1].faces, 1u);
  EXPECT_EQ(sizes[1].found, 0u);  // its score is too low
  EXPECT_EQ(sizes[2].faces, 0u);
  EXPECT_EQ(sizes[5].low_px, 256.0);
  EXPECT_TRUE(std::isinf(sizes[5].high_px));
  EXPECT_EQ(sizes[5].faces, 2u);
  EXPECT_EQ(sizes[5].found, 1u);
  EXPECT_EQ(recall_by_size(image_overlaps(images), 0.3)[1].found, 1u);
}

TEST(RecallBySize, LeavesOutWhatIsSmallerThanTheFirstRange) {
  const std::vector<DetectedImage> images{{.truth = {.faces = {{0, 0, 10, 10}, {0, 0, 30, 30}}}}};
  const std::vector<double> ends{20.0};
  const auto sizes = recall_by_size(image_overlaps(images), 0.0, 0.5, ends);
  ASSERT_EQ(sizes.size(), 1u);
  EXPECT_EQ(sizes[0].faces, 1u);
}

TEST(RecallBySize, CountsEachFaceOnce) {
  Rng rng(17);
  const std::vector<DetectedImage> images = random_images(rng, 50);
  std::size_t all = 0;
  for (const DetectedImage& image : images) all += image.truth.faces.size();
  std::size_t counted = 0;
  for (const SizeRecall& size : recall_by_size(image_overlaps(images), 0.2)) {
    counted += size.faces;
    EXPECT_LE(size.found, size.faces);
  }
  EXPECT_EQ(counted, all);
}

}  // namespace
}  // namespace efs::detect
