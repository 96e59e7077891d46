// A packed sample as OpenCV and relative boxes see it. Inside data/ only (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>

#include "data/packed/packed.h"

namespace efs::data {

/// The mapped pixels themselves: to be read only.
inline cv::Mat stored_image(const PackedSample& sample) {
  return {sample.side, sample.side, CV_8UC3, const_cast<std::uint8_t*>(sample.pixels.data())};
}

/// The face's box as shares of the image.
inline Box relative_box(const PackedSample& sample) {
  const double width = sample.image_width, height = sample.image_height;
  return {sample.box.xmin / width, sample.box.ymin / height, sample.box.xmax / width,
          sample.box.ymax / height};
}

}  // namespace efs::data
