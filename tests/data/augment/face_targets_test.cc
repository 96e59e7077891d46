#include "data/augment/face_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::data {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr detect::Box kWhole{0.0, 0.0, 100.0, 50.0};
constexpr ImageSize kSize{100, 50};

FaceTargets targets(const std::vector<detect::Box>& faces,
                    const std::vector<detect::Box>& ignored = {}, const detect::Box& frame = kWhole,
                    const FaceTargetRule& rule = {}) {
  FaceTargets result;
  add_targets(faces, ignored, frame, kSize, rule, result);
  return result;
}

TEST(FaceTargets, AFaceInsideIsKeptInSharesOfTheResult) {
  const FaceTargets result = targets({{10, 10, 30, 40}});
  EXPECT_THAT(result.faces, ElementsAre(detect::RelativeBox{0.1, 0.2, 0.3, 0.8}));
  EXPECT_THAT(result.ignored, IsEmpty());
}

TEST(FaceTargets, AFaceOfWhichHalfIsVisibleIsKeptAndClipped) {
  EXPECT_THAT(targets({{-10, 10, 10, 40}}).faces,
              ElementsAre(detect::RelativeBox{0.0, 0.2, 0.1, 0.8}));
  const FaceTargets less = targets({{-10.1, 10, 10, 40}});
  EXPECT_THAT(less.faces, IsEmpty());
  EXPECT_THAT(less.ignored, ElementsAre(detect::RelativeBox{0.0, 0.2, 0.1, 0.8}));
}

TEST(FaceTargets, AFaceOutsideLeavesNothing) {
  const FaceTargets result = targets({{-10, 10, 0, 40}, {100, 0, 120, 20}, {0, 60, 10, 70}});
  EXPECT_THAT(result.faces, IsEmpty());
  EXPECT_THAT(result.ignored, IsEmpty());
}

TEST(FaceTargets, ASmallFaceIsIgnored) {
  const FaceTargets result = targets({{10, 10, 14, 30}, {20, 10, 40, 13.9}});
  EXPECT_THAT(result.faces, ElementsAre(detect::RelativeBox{0.1, 0.2, 0.14, 0.6}));
  EXPECT_EQ(result.ignored.size(), 1U);
  EXPECT_THAT(targets({{10, 10, 14, 30}}, {}, kWhole, {.smallest_px = 5.0}).faces, IsEmpty());
}

// What counts is the part that can be seen.
TEST(FaceTargets, AFaceThatIsSmallOnceItIsClippedIsIgnored) {
  EXPECT_THAT(targets({{-3, 10, 3.9, 40}}).faces, IsEmpty());
  EXPECT_EQ(targets({{-3, 10, 3.9, 40}}).ignored.size(), 1U);
}

TEST(FaceTargets, RegionsToIgnoreAreClippedWhateverTheirSize) {
  const FaceTargets result = targets({}, {{-90, -90, 1, 1}, {200, 0, 210, 10}});
  EXPECT_THAT(result.ignored, ElementsAre(detect::RelativeBox{0.0, 0.0, 0.01, 0.02}));
}

TEST(FaceTargets, AFrameClipsAsTheResultDoes) {
  const FaceTargets result = targets({{40, 10, 60, 40}, {55, 0, 75, 20}}, {}, {50, 0, 100, 50});
  EXPECT_THAT(result.faces, ElementsAre(detect::RelativeBox{0.5, 0.2, 0.6, 0.8},
                                        detect::RelativeBox{0.55, 0.0, 0.75, 0.4}));
}

TEST(FaceTargets, OfASampleLieWhereThePlacementDrawsThem) {
  const PackedSample sample{.pixels = {},
                            .width = 100,
                            .height = 50,
                            .fit = detect::Fit::kLetterbox,
                            .faces = {{0, 0, 100, 200}, {0, 0, 10, 10}},
                            .ignored = {{100, 100, 200, 200}},
                            .image_width = 200,
                            .image_height = 200,
                            .image_id = "a"};
  const FaceTargets result = targets_of(sample);  // drawn 50 x 50
  EXPECT_THAT(result.faces, ElementsAre(detect::RelativeBox{0.0, 0.0, 0.25, 1.0}));
  EXPECT_THAT(result.ignored, ElementsAre(detect::RelativeBox{0.0, 0.0, 0.025, 0.05},
                                          detect::RelativeBox{0.25, 0.5, 0.5, 1.0}));
}

}  // namespace
}  // namespace efs::data
