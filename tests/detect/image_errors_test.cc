#include "detect/image_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/random_images.h"

namespace efs::detect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const DetectedImage kImage{.detections = {{{80, 0, 90, 10}, 0.3},    // a false alarm
                                          {{0, 0, 10, 8}, 0.6},      // the first face
                                          {{50, 50, 60, 60}, 0.4},   // the second
                                          {{0, 0, 10, 9}, 0.5},      // the first again
                                          {{32, 32, 38, 38}, 0.9}},  // excused
                           .truth = {.faces = {{0, 0, 10, 10}, {50, 50, 60, 60}, {70, 70, 80, 80}},
                                     .ignored = {{30, 30, 40, 40}}}};

TEST(ImageErrors, AreWhatWasMissedAndFalseAlarms) {
  const ImageErrors errors = image_errors(image_overlaps(kImage), 0.0);
  ASSERT_EQ(errors.found.size(), 2u);
  EXPECT_EQ(errors.found[0].face, 0u);
  EXPECT_EQ(errors.found[0].detection, 1u);
  EXPECT_NEAR(errors.found[0].iou, 0.8, 1e-12);
  EXPECT_EQ(errors.found[1].face, 1u);
  EXPECT_EQ(errors.found[1].detection, 2u);
  EXPECT_THAT(errors.missed, ElementsAre(2));
  EXPECT_THAT(errors.false_alarms, ElementsAre(3, 0));  // the surer one first
}

TEST(ImageErrors, DependOnTheScoreThreshold) {
  const ImageErrors errors = image_errors(image_overlaps(kImage), 0.5);
  EXPECT_EQ(errors.found.size(), 1u);
  EXPECT_THAT(errors.missed, ElementsAre(1, 2));
  EXPECT_THAT(errors.false_alarms, ElementsAre(3));
  const ImageErrors none = image_errors(image_overlaps(kImage), 1.0);
  EXPECT_THAT(none.missed, ElementsAre(0, 1, 2));
  EXPECT_THAT(none.false_alarms, IsEmpty());
}

TEST(ImageErrors, DependOnTheIou) {
  const ImageErrors errors = image_errors(image_overlaps(kImage), 0.0, 0.85);
  ASSERT_EQ(errors.found.size(), 2u);
  EXPECT_EQ(errors.found[0].detection, 3u);
  EXPECT_THAT(errors.false_alarms, ElementsAre(1, 0));
}

TEST(ImageErrors, EachFaceIsFoundOrMissed) {
  Rng rng(14);
  for (int i = 0; i < 300; ++i) {
    const DetectedImage image = random_image(rng);
    const ImageErrors errors = image_errors(image_overlaps(image), rng.uniform());
    ASSERT_EQ(errors.found.size() + errors.missed.size(), image.truth.faces.size());
    ASSERT_LE(errors.found.size() + errors.false_alarms.size(), image.detections.size());
  }
}

}  // namespace
}  // namespace efs::detect
