#include "data/images/perceptual_hash.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "data/synth/synth.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

constexpr double kAlike = 0.1;

class Drawn : public ::testing::Test {
 protected:
  cv::Mat picture(int number) {
    if (!std::filesystem::exists(folder_ / "faces")) {
      write_synthetic_faces(folder_ / "faces", {.images = 30, .side = 128});
    }
    return cv::imread((folder_ / fmt::format("faces/images/{:06}.jpg", number)).string());
  }

  TestFolder folder_;
};

double apart(const cv::Mat& a, const cv::Mat& b) {
  return difference(perceptual_hash(a), perceptual_hash(b));
}

using PerceptualHashTest = Drawn;

TEST_F(PerceptualHashTest, CopiesAreAlike) {
  for (int i = 0; i < 30; ++i) {
    const cv::Mat whole = picture(i);
    EXPECT_EQ(apart(whole, whole), 0.0) << i;
    cv::Mat changed;
    cv::resize(whole, changed, {}, 0.4, 0.5, cv::INTER_AREA);
    EXPECT_LT(apart(whole, changed), kAlike) << i << " smaller";
    std::vector<unsigned char> bytes;
    cv::imencode(".jpg", whole, bytes, {cv::IMWRITE_JPEG_QUALITY, 30});
    EXPECT_LT(apart(whole, cv::imdecode(bytes, cv::IMREAD_COLOR)), kAlike) << i << " worse";
    whole.convertTo(changed, -1, 0.9, 12.0);
    EXPECT_LT(apart(whole, changed), kAlike) << i << " brighter";
  }
}

TEST_F(PerceptualHashTest, OtherPicturesAreNot) {
  for (int i = 0; i < 30; ++i) {
    for (int j = 0; j < i; ++j) EXPECT_GT(apart(picture(i), picture(j)), 0.28) << i << ' ' << j;
    cv::Mat mirrored;
    cv::flip(picture(i), mirrored, 1);
    EXPECT_GT(apart(picture(i), mirrored), 0.28) << i;
  }
}

// Grey walls are no copies of each other.
TEST_F(PerceptualHashTest, PlainPicturesAreNotJudged) {
  cv::Mat wall(90, 120, CV_8UC3, cv::Scalar(120, 130, 140));
  EXPECT_EQ(apart(wall, wall), 1.0);
  cv::Mat ramp = wall.clone();
  for (int x = 0; x < ramp.cols; ++x) ramp.col(x).setTo(cv::Scalar::all(100 + x / 8));
  EXPECT_EQ(apart(ramp, ramp), 1.0);
}

TEST_F(PerceptualHashTest, OtherColoursAreNotAlike) {
  cv::Mat swapped;
  cv::Mat red(90, 120, CV_8UC3);
  for (int x = 0; x < red.cols; ++x) red.col(x).setTo(cv::Scalar(0, 40, 255 - x % 30 * 8));
  cv::cvtColor(red, swapped, cv::COLOR_BGR2RGB);
  EXPECT_EQ(apart(red, swapped), 1.0);
}

TEST_F(PerceptualHashTest, TakesAPictureOfAnySize) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 500}, {700, 2}, {13, 10}, {14, 9}}) {
    perceptual_hash(cv::Mat(size, CV_8UC3, cv::Scalar::all(7)));
  }
}

}  // namespace
}  // namespace efs::data
