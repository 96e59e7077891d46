#include "detect/matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

using ::testing::ElementsAre;
using enum Verdict;

const Box kFace{0, 0, 10, 10};

Matching match(const DetectedImage& image, double iou = 0.5, const AreaRange& range = kAllAreas) {
  return detect::match(image_overlaps(image), iou, range);
}

TEST(Match, AFaceIsFoundOnceByTheSurest) {
  // The second lies better but comes later.
  const auto matching = match({.detections = {{{0, 0, 10, 8}, 0.9}, {kFace, 0.8}},
                               .truth = {.faces = {kFace, {50, 50, 60, 60}}}});
  EXPECT_THAT(matching.verdicts, ElementsAre(kRight, kWrong));
  EXPECT_EQ(matching.taken_by[0], 0u);
  EXPECT_FALSE(matching.taken_by[1]);
  EXPECT_EQ(matching.counted_faces(), 2u);
}

TEST(Match, TakesTheFreeFaceWithTheHighestOverlap) {
  const auto matching = match({.detections = {{{0, 0, 10, 10}, 0.9}, {{0, 0, 10, 9}, 0.8}},
                               .truth = {.faces = {{0, 0, 10, 7}, {0, 0, 10, 9}}}});
  EXPECT_THAT(matching.verdicts, ElementsAre(kRight, kRight));
  EXPECT_THAT(matching.taken_by, ElementsAre(1u, 0u));
}

TEST(Match, AnOverlapOfJustTheThresholdCounts) {
  const DetectedImage half{.detections = {{{0, 0, 10, 5}, 0.9}}, .truth = {.faces = {kFace}}};
  EXPECT_THAT(match(half, 0.5).verdicts, ElementsAre(kRight));
  EXPECT_THAT(match(half, 0.51).verdicts, ElementsAre(kWrong));
  const DetectedImage whole{.detections = {{kFace, 0.9}}, .truth = {.faces = {kFace}}};
  EXPECT_THAT(match(whole, 1.0).verdicts, ElementsAre(kRight));
  const DetectedImage rounded{.detections = {{{0, 0, 10, 10 - 1e-11}, 0.9}},
                              .truth = {.faces = {kFace}}};
  EXPECT_THAT(match(rounded, 1.0).verdicts, ElementsAre(kRight));
}

TEST(Match, AnIgnoredRegionExcusesManyDetections) {
  const auto matching =
      match({.detections = {{{0, 0, 10, 10}, 0.9},    // inside
                            {{20, 20, 24, 24}, 0.8},  // inside, much smaller than the region
                            {{45, 0, 55, 10}, 0.7},   // half inside
                            {{46, 0, 56, 10}, 0.6}},  // less than half
             .truth = {.ignored = {{0, 0, 50, 50}}}});
  EXPECT_THAT(matching.verdicts, ElementsAre(kIgnored, kIgnored, kIgnored, kWrong));
}

TEST(Match, AFaceGoesBeforeAnIgnoredRegion) {
  const auto matching = match({.detections = {{{0, 0, 10, 6}, 0.9}, {{0, 0, 10, 7}, 0.8}},
                               .truth = {.faces = {kFace}, .ignored = {{0, 0, 50, 50}}}});
  EXPECT_THAT(matching.verdicts, ElementsAre(kRight, kIgnored));
}

TEST(Match, AFaceOutsideTheRangeDoesNotCount) {
  const DetectedImage image{
      .detections = {{kFace, 0.9}, {kFace, 0.8}, {{60, 60, 160, 160}, 0.7}, {{30, 0, 40, 10}, 0.6}},
      .truth = {.faces = {kFace, {50, 50, 150, 150}}}};
  const AreaRange large{.low_px2 = 1000};
  // The first takes the small face; the second finds nothing, but is small itself, as is the last.
  EXPECT_THAT(match(image, 0.5, large).verdicts, ElementsAre(kIgnored, kIgnored, kRight, kIgnored));
  EXPECT_EQ(match(image, 0.5, large).counted_faces(), 1u);
  const AreaRange small{.high_px2 = 1000};
  EXPECT_THAT(match(image, 0.5, small).verdicts, ElementsAre(kRight, kWrong, kIgnored, kWrong));
}

TEST(Match, BothEndsOfARangeBelongToIt) {
  EXPECT_TRUE(kSmallAreas.contains(1024) && kMediumAreas.contains(1024));
  EXPECT_TRUE(kMediumAreas.contains(9216) && kLargeAreas.contains(9216));
  EXPECT_FALSE(kSmallAreas.contains(1024.25) || kLargeAreas.contains(9215));
}

TEST(Match, PropertiesOfRandomImages) {
  Rng rng(4);
  for (int i = 0; i < 2000; ++i) {
    const DetectedImage image = random_image(rng);
    const ImageOverlaps overlaps = image_overlaps(image);
    const double threshold = rng.uniform(0.1, 1.0);
    const Matching matching = detect::match(overlaps, threshold);
    std::size_t right = 0;
    for (const Verdict verdict : matching.verdicts) right += verdict == kRight;
    std::size_t taken = 0;
    for (std::size_t face = 0; face < matching.taken_by.size(); ++face) {
      if (!matching.taken_by[face]) continue;
      ++taken;
      const std::size_t by = *matching.taken_by[face];
      EXPECT_EQ(matching.verdicts[by], kRight);
      EXPECT_GE(iou(image.detections[overlaps.places[by]].box, image.truth.faces[face]), threshold);
    }
    ASSERT_EQ(taken, right);  // one to one

    // What lower scores do never matters to higher ones.
    DetectedImage fewer = image;
    std::erase_if(fewer.detections, [](const Detection& d) { return d.score < 0.5; });
    const auto above = match(fewer, threshold).verdicts;
    ASSERT_TRUE(std::equal(above.begin(), above.end(), matching.verdicts.begin()));
  }
}

}  // namespace
}  // namespace efs::detect
