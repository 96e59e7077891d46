// JPEG files, decoded by libjpeg itself: OpenCV says nothing of damage in the data. Inside data/
// only.
#pragma once

#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>

namespace efs::data {

struct DecodedJpeg {
  cv::Mat bgr;         // as OpenCV decodes it; empty if `reason` is not
  std::string reason;  // why there is no image
  std::string damage;  // what is wrong with the data of an image that was decoded all the same
};

/// Nothing is printed, whatever the bytes.
DecodedJpeg decode_jpeg(std::string_view bytes);

}  // namespace efs::data
