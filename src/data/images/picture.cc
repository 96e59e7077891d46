#include "data/images/picture.h"

#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.h"

namespace efs::data {
namespace {

cv::Point nearest(double x, double y) {
  return {static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y))};
}

}  // namespace

void draw_box(cv::Mat& bgr, const detect::Box& box, const BoxStyle& style) {
  cv::rectangle(bgr, nearest(box.xmin, box.ymin), nearest(box.xmax, box.ymax), style.colour,
                style.thickness, style.smooth ? cv::LINE_AA : cv::LINE_8);
}

std::string encode_jpeg(const cv::Mat& bgr, int quality) {
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".jpg", bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, quality})) {
    fail("a picture of {} x {} cannot be written as a JPEG", bgr.cols, bgr.rows);
  }
  return {bytes.begin(), bytes.end()};
}

}  // namespace efs::data
