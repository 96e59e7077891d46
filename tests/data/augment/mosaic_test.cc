#include "data/augment/mosaic.h"

#include <gtest/gtest.h>

#include "data/augment/augment_fixture.h"

namespace efs::data {
namespace {

/// How many pixels are more of this channel than of both others by 40 levels.
int pixels_of_channel(const Augmented& image, int channel) {
  int count = 0;
  for (int y = 0; y < image.side; ++y) {
    for (int x = 0; x < image.side; ++x) {
      const std::uint8_t* rgb = image.at(x, y);
      const int a = rgb[(channel + 1) % 3], b = rgb[(channel + 2) % 3];
      if (rgb[channel] > a + 40 && rgb[channel] > b + 40) ++count;
    }
  }
  return count;
}

TEST(Mosaic, ShowsTheOwnFaceAndNoOther) {
  const TestFolder folder;
  const cv::Scalar red(0, 0, 255), green(0, 255, 0);
  const PackedDataset data = ellipses(folder,
                                      {{{60, 30, 110, 100}, red},
                                       {{10, 50, 60, 110}, green},
                                       {{60, 60, 130, 110}, green},
                                       {{70, 8, 130, 90}, green},
                                       {{20, 20, 100, 100}, green}},
                                      {.input = {64, 64}, .train_side = 96}, 150, 120, 128.0);
  AugmentPolicy policy = geometry_of(augment_policy("strong"));
  policy.mosaic = 1.0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Augmented image = augmented(data, 0, policy, seed);
    EXPECT_EQ(pixels_of_channel(image, 1), 0) << seed;
    // An ellipse fills pi/4 of its box.
    const double expected = 0.785 * image.box.area() * 64 * 64;
    EXPECT_NEAR(pixels_of_channel(image, 0), expected, 0.2 * expected + 12.0) << seed;
    EXPECT_LE(std::max(image.box.width(), image.box.height()), 0.65);
  }
}

TEST(Mosaic, OtherImagesFillTheRest) {
  const TestFolder folder;
  folder.write_dataset(12);
  const Dataset dataset =
      load_dataset({{.images = folder / "images", .labels = folder / "labels.txt"}});
  const PackedDataset data = open_or_pack(dataset, {.input = {40, 40}}, folder / "packed");
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    const cv::Rect quadrant = draw_quadrant(40, rng);
    cv::Mat result(40, 40, CV_8UC3, cv::Scalar::all(0));
    fill_around(data, 0, quadrant, result, rng);
    EXPECT_EQ(cv::countNonZero(result(quadrant).clone().reshape(1)), 0);
    // The photographs are noise, hardly ever black.
    cv::Mat filled(40, 40, CV_8U, cv::Scalar(0));
    cv::extractChannel(result, filled, 0);
    EXPECT_GT(cv::countNonZero(filled), 0.95 * (40 * 40 - quadrant.area()));
  }
}

TEST(Mosaic, WithoutAnotherImageTheRestIsPlain) {
  const TestFolder folder;
  const PackedDataset data =
      ellipses(folder, {{{60, 30, 110, 100}, {0, 0, 255}}}, {.input = {64, 64}}, 150, 120, 128.0);
  AugmentPolicy policy;
  policy.mosaic = 1.0;
  EXPECT_GT(augmented(data, 0, policy, 3).box.area(), 0.0);
}

TEST(DrawQuadrant, TouchesACornerAndIsNearHalf) {
  Rng rng(1);
  for (int round = 0; round < 1000; ++round) {
    const cv::Rect q = draw_quadrant(100, rng);
    EXPECT_TRUE(q.x == 0 || q.x + q.width == 100);
    EXPECT_TRUE(q.y == 0 || q.y + q.height == 100);
    EXPECT_GE(std::min(q.width, q.height), 35);
    EXPECT_LE(std::max(q.width, q.height), 65);
  }
}

}  // namespace
}  // namespace efs::data
