// Drawing boxes on pictures and encoding them. For data/ and the pictures of
// tune/ (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>
#include <string>

#include "detect/box.h"

namespace efs::data {

struct BoxStyle {
  cv::Scalar colour;  // BGR
  int thickness = 1;  // pixels
  bool smooth = false;
};

/// Of labels.
const cv::Scalar kFaceColour(80, 255, 60);      // green
const cv::Scalar kIgnoredColour(60, 140, 255);  // orange
/// Behind the pictures of a sheet.
const cv::Scalar kSheetColour(48, 48, 48);

/// `box`: in pixels of this picture.
void draw_box(cv::Mat& bgr, const detect::Box& box, const BoxStyle& style);

/// The bytes of a JPEG; `quality`: 0 to 100. Error: it cannot be encoded.
std::string encode_jpeg(const cv::Mat& bgr, int quality);

}  // namespace efs::data
