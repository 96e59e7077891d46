#include "detect/placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace efs::detect {
namespace {

TEST(Fit, HasNames) {
  for (const std::string& name : fit_names()) EXPECT_EQ(to_string(fit_of(name)), name);
  EXPECT_EQ(fit_of("stretch"), Fit::kStretch);
  EXPECT_EQ(fit_of("letterbox"), Fit::kLetterbox);
  EXPECT_THROW(fit_of("leterbox"), UsageError);
}

TEST(Place, StretchesOverTheWholeInput) {
  const Placement placement = place({400, 100}, {128, 64}, Fit::kStretch);
  EXPECT_EQ(placement.drawn, (ImageSize{128, 64}));
  EXPECT_EQ(to_input({100, 25, 300, 100}, placement), (RelativeBox{0.25, 0.25, 0.75, 1.0}));
}

TEST(Place, LetterboxKeepsTheAspectRatioAndPadsRightOrBelow) {
  const Placement wide = place({400, 100}, {128, 128}, Fit::kLetterbox);
  EXPECT_EQ(wide.drawn, (ImageSize{128, 32}));
  EXPECT_EQ(to_input({0, 0, 400, 100}, wide), (RelativeBox{0, 0, 1, 0.25}));
  EXPECT_EQ(to_image({0.5, 0.125, 1, 0.25}, wide), (Box{200, 50, 400, 100}));

  const Placement tall = place({100, 200}, {320, 160}, Fit::kLetterbox);
  EXPECT_EQ(tall.drawn, (ImageSize{80, 160}));
  EXPECT_EQ(to_input({50, 100, 100, 200}, tall), (RelativeBox{0.125, 0.5, 0.25, 1}));
}

TEST(Place, LetterboxEnlargesASmallImage) {
  EXPECT_EQ(place({10, 20}, {64, 64}, Fit::kLetterbox).drawn, (ImageSize{32, 64}));
}

TEST(Place, LeavesAPixelOfAVeryNarrowImage) {
  const Placement placement = place({8, 4000}, {128, 128}, Fit::kLetterbox);
  EXPECT_EQ(placement.drawn, (ImageSize{1, 128}));
  EXPECT_EQ(to_image({0, 0, 1.0 / 128.0, 1}, placement), (Box{0, 0, 8, 4000}));
}

TEST(Place, RefusesSidesBelowOne) {
  EXPECT_THROW(place({0, 5}, {64, 64}, Fit::kLetterbox), Error);
  EXPECT_THROW(place({5, 5}, {64, -1}, Fit::kStretch), Error);
}

TEST(Place, PropertiesOfRandomImages) {
  Rng rng(1);
  for (int i = 0; i < 2000; ++i) {
    const auto side = [&] { return static_cast<int>(rng.log_uniform(1, 5000)); };
    const ImageSize image{side(), side()};
    const ImageSize input{side(), side()};
    const Fit fit = rng.chance(0.5) ? Fit::kStretch : Fit::kLetterbox;
    const Placement placement = place(image, input, fit);
    ASSERT_GE(std::min(placement.drawn.width, placement.drawn.height), 1);
    ASSERT_LE(placement.drawn.width, input.width);
    ASSERT_LE(placement.drawn.height, input.height);
    if (fit == Fit::kLetterbox) {
      const double scale = std::min(static_cast<double>(input.width) / image.width,
                                    static_cast<double>(input.height) / image.height);
      ASSERT_LE(std::abs(placement.drawn.width - image.width * scale), 1.0);
      ASSERT_LE(std::abs(placement.drawn.height - image.height * scale), 1.0);
    }

    const Box box{rng.uniform(-10, image.width), rng.uniform(-10, image.height),
                  rng.uniform(0, image.width + 10), rng.uniform(0, image.height + 10)};
    const Box again = to_image(to_input(box, placement), placement);
    ASSERT_NEAR(again.xmin, box.xmin, 1e-9);
    ASSERT_NEAR(again.ymin, box.ymin, 1e-9);
    ASSERT_NEAR(again.xmax, box.xmax, 1e-9);
    ASSERT_NEAR(again.ymax, box.ymax, 1e-9);

    const RelativeBox whole = to_input(
        {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)}, placement);
    ASSERT_NEAR(whole.xmax * input.width, placement.drawn.width, 1e-9);
    ASSERT_NEAR(whole.ymax * input.height, placement.drawn.height, 1e-9);
  }
}

}  // namespace
}  // namespace efs::detect
