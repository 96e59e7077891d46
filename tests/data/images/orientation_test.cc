#include "data/images/orientation.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "data/images/image_file.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

/// A JPEG of 48 x 32 stored pixels, black but for the box, that states this orientation.
std::string stored_jpeg(const detect::Box& box, char orientation) {
  const TestFolder folder;
  cv::Mat image(32, 48, CV_8UC3, cv::Scalar(0, 0, 0));
  image(cv::Rect(static_cast<int>(box.xmin), static_cast<int>(box.ymin),
                 static_cast<int>(box.width()), static_cast<int>(box.height())))
      .setTo(cv::Scalar(255, 255, 255));
  cv::imwrite((folder / "a.jpg").string(), image, {cv::IMWRITE_JPEG_QUALITY, 100});
  const std::string jpeg = read_file(folder / "a.jpg");
  std::string exif = std::string("\xff\xe1\x00\x22", 4) + std::string("Exif\0\0", 6) +
                     std::string("MM\0\x2a\0\0\0\x08\0\x01", 10) +
                     std::string("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 16);
  exif[exif.size() - 7] = orientation;
  return jpeg.substr(0, 2) + exif + jpeg.substr(2);
}

/// Where the picture is white.
detect::Box white_part(const cv::Mat& bgr) {
  cv::Mat grey;
  cv::extractChannel(bgr, grey, 1);
  detect::Box part{1e9, 1e9, 0, 0};
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      if (grey.at<unsigned char>(y, x) < 128) continue;
      part = {std::min(part.xmin, 1.0 * x), std::min(part.ymin, 1.0 * y),
              std::max(part.xmax, x + 1.0), std::max(part.ymax, y + 1.0)};
    }
  }
  return part;
}

// OpenCV's own reading of the tag is the reference.
TEST(Orientation, PixelsAndBoxesTurnAsOpenCvTurnsPixels) {
  const detect::Box box{8, 0, 24, 8};
  for (char orientation = 1; orientation <= 8; ++orientation) {
    const std::string jpeg = stored_jpeg(box, orientation);
    const DecodedImage decoded = decode_image(jpeg);
    const cv::Mat buffer(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
    const cv::Mat reference = cv::imdecode(buffer, cv::IMREAD_COLOR);
    ASSERT_EQ(decoded.bgr.size(), reference.size()) << int{orientation};
    EXPECT_EQ(decoded.orientation, orientation);
    EXPECT_EQ(white_part(decoded.bgr), white_part(reference)) << int{orientation};
    EXPECT_EQ(to_upright(box, orientation, {48, 32}), white_part(reference)) << int{orientation};
    const ImageSize upright = turned_size({48, 32}, orientation);
    EXPECT_EQ(upright, (ImageSize{reference.cols, reference.rows}));
  }
}

TEST(Orientation, AnInvertedBoxStaysOne) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const detect::Box turned = to_upright({20, 2, 10, 8}, orientation, {48, 32});
    EXPECT_EQ(swaps_sides(orientation) ? turned.height() : turned.width(), -10.0) << orientation;
    EXPECT_EQ(swaps_sides(orientation) ? turned.width() : turned.height(), 6.0) << orientation;
  }
}

}  // namespace
}  // namespace efs::data
