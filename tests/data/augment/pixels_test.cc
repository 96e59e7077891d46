// Colours and damage, on images whose levels are known.
#include "data/augment/pixels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

namespace efs::data {
namespace {

cv::Mat gradient() {
  cv::Mat image(32, 32, CV_8UC3);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      image.at<cv::Vec3b>(y, x) =
          cv::Vec3b(static_cast<uchar>(4 * x + 60), static_cast<uchar>(4 * y + 60), 120);
    }
  }
  return image;
}

bool same(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF) == 0.0; }

double spread_of_luma(const cv::Mat& image) {
  cv::Mat luma;
  cv::transform(image, luma, cv::Matx13f(0.299F, 0.587F, 0.114F));
  cv::Scalar mean, deviation;
  cv::meanStdDev(luma, mean, deviation);
  return deviation[0];
}

TEST(Pixels, APolicyOfZerosChangesNothing) {
  cv::Mat image = gradient();
  Rng rng(1);
  recolour(image, {}, rng);
  blur(image, {}, rng);
  cut_out(image, {0.2, 0.2, 0.8, 0.8}, {}, rng);
  add_noise(image, {}, rng);
  compress(image, {}, rng);
  EXPECT_TRUE(same(image, gradient()));
}

TEST(Recolour, GreyHasNoColour) {
  cv::Mat image = gradient();
  Rng rng(1);
  recolour(image, {.grey = 1.0}, rng);
  for (int i = 0; i < 32; ++i) {
    const auto rgb = image.at<cv::Vec3b>(i, 31 - i);
    const double luma = 0.299 * (4 * (31 - i) + 60) + 0.587 * (4 * i + 60) + 0.114 * 120;
    for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(rgb[channel], luma, 1.0);
  }
}

TEST(Recolour, BrightnessMovesAndContrastStretches) {
  const cv::Scalar before = cv::mean(gradient());
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    cv::Mat bright = gradient();
    recolour(bright, {.brightness = 0.1}, rng);
    const cv::Scalar after = cv::mean(bright);
    EXPECT_LE(std::abs(after[0] - before[0]), 25.5 + 0.5);
    EXPECT_NEAR(after[0] - before[0], after[2] - before[2], 0.6);
    cv::Mat stretched = gradient();
    recolour(stretched, {.contrast = 0.3}, rng);
    const double ratio = spread_of_luma(stretched) / spread_of_luma(gradient());
    EXPECT_GT(ratio, 0.68);
    EXPECT_LT(ratio, 1.32);
    EXPECT_NEAR(cv::mean(stretched)[1], before[1], 6.0);
  }
}

TEST(AddNoise, HasTheDeviationAndNoMean) {
  constexpr int kSide = 300;
  double largest = 0.0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    cv::Mat image(kSide, kSide, CV_8UC3, cv::Scalar::all(128));
    Rng rng(seed);
    add_noise(image, {.noise = 1.0, .noise_std = 10.0}, rng);
    cv::Scalar mean, deviation;
    cv::meanStdDev(image, mean, deviation);
    EXPECT_NEAR(mean[1], 128.0, 0.2);
    EXPECT_GT(deviation[1], 1.9);
    EXPECT_LT(deviation[1], 10.2);
    largest = std::max(largest, deviation[1]);
  }
  EXPECT_GT(largest, 9.0);
}

TEST(CutOut, CoversAtMostTwoFifthsOfTheFace) {
  const detect::RelativeBox face{0.25, 0.2, 0.75, 0.9};
  int covered_most = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    cv::Mat image(100, 100, CV_8UC3, cv::Scalar::all(0));
    image.at<cv::Vec3b>(0, 0) = cv::Vec3b(255, 255, 255);  // so that the mean is not black
    image.rowRange(0, 5).setTo(cv::Scalar::all(255));
    Rng rng(seed);
    cut_out(image, face, {.cut_out = 1.0}, rng);
    cv::Mat changed;
    cv::inRange(image(cv::Rect(25, 20, 50, 70)), cv::Scalar::all(0), cv::Scalar::all(0), changed);
    const int covered = 50 * 70 - cv::countNonZero(changed);
    EXPECT_LE(covered, kLargestCutOut * 50 * 70) << seed;
    covered_most = std::max(covered_most, covered);
  }
  EXPECT_GT(covered_most, 0.3 * 50 * 70);
}

TEST(Blur, SmoothsAndCompressDamages) {
  cv::Mat board(64, 64, CV_8UC3);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      board.at<cv::Vec3b>(y, x) = cv::Vec3b::all((x / 2 + y / 2) % 2 == 0 ? 40 : 200);
    }
  }
  Rng rng(1);
  cv::Mat smooth = board.clone();
  blur(smooth, {.blur = 1.0, .blur_share = 0.02}, rng);
  EXPECT_LT(spread_of_luma(smooth), 0.97 * spread_of_luma(board));
  cv::Mat compressed = board.clone();
  compress(compressed, {.jpeg = 1.0, .jpeg_quality = 30}, rng);
  EXPECT_EQ(compressed.size(), board.size());
  const double error = cv::norm(compressed, board, cv::NORM_L1) / (64.0 * 64 * 3);
  EXPECT_GT(error, 0.0);
  EXPECT_LT(error, 40.0);
}

TEST(Blur, OfAPartReadsNothingOutsideIt) {
  const AugmentPolicy policy{.blur = 1.0, .blur_share = 0.1};
  const cv::Rect frame(16, 16, 32, 32);
  cv::Mat whole(64, 64, CV_8UC3, cv::Scalar::all(255));
  whole(frame).setTo(cv::Scalar::all(100));
  cv::Mat part = whole(frame);
  Rng rng(1);
  ASSERT_GT(blur(part, policy, rng), 0.0);
  EXPECT_EQ(cv::norm(part, cv::Mat(32, 32, CV_8UC3, cv::Scalar::all(100)), cv::NORM_INF), 0.0);
}

}  // namespace
}  // namespace efs::data
