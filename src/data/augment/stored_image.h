// A packed sample as OpenCV sees it. Inside data/ only (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>

#include "data/packed/packed.h"

namespace efs::data {

/// The mapped pixels themselves: to be read only.
inline cv::Mat stored_image(const PackedSample& sample) {
  return {sample.height, sample.width, CV_8UC3, const_cast<std::uint8_t*>(sample.pixels.data())};
}

}  // namespace efs::data
