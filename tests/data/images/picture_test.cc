#include "data/images/picture.h"

#include <gtest/gtest.h>

#include "data/images/image_file.h"
#include "data/images/image_name.h"

namespace efs::data {
namespace {

TEST(DrawBox, EndsAtTheNearestPixels) {
  cv::Mat picture(20, 30, CV_8UC3, cv::Scalar::all(0));
  draw_box(picture, {4.6, 3.4, 20.4, 11.5}, {.colour = {1, 2, 3}});
  const auto drawn = [&](int x, int y) {
    return picture.at<cv::Vec3b>(y, x) == cv::Vec3b(1, 2, 3);
  };
  EXPECT_TRUE(drawn(5, 3) && drawn(20, 3) && drawn(5, 12) && drawn(20, 12) && drawn(12, 3));
  EXPECT_FALSE(drawn(4, 3) || drawn(21, 12) || drawn(5, 2) || drawn(5, 13) || drawn(12, 7));
}

TEST(EncodeJpeg, MakesWhatIsReadAgain) {
  const cv::Mat grey(8, 12, CV_8UC3, cv::Scalar::all(100));
  const DecodedImage again = decode_image(encode_jpeg(grey, 90));
  EXPECT_EQ(again.reason, "");
  EXPECT_EQ(again.bgr.size(), cv::Size(12, 8));
  EXPECT_THROW(encode_jpeg({}, 90), std::exception);
}

TEST(ImageName, IsToldByItsSuffixInAnyCase) {
  for (const char* name : {"a.jpg", "b/C.JPEG", "d.jpe", "e.Heic", "f.tif"}) {
    EXPECT_TRUE(has_image_suffix(name)) << name;
  }
  for (const char* name : {"jpg", "a.jpg.txt", "2002/08/11/big/img_591", "a.", ".png", ""}) {
    EXPECT_FALSE(has_image_suffix(name)) << name;
  }
  EXPECT_EQ(lower_suffix("a.b/C.Jpg"), ".jpg");
  EXPECT_EQ(lower_suffix("a.b/c"), "");
}

}  // namespace
}  // namespace efs::data
