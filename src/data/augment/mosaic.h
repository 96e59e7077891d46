// One image that shares the result with parts of three others. Inside data/ only (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>

#include "core/rng.h"
#include "data/packed/packed.h"

namespace efs::data {

/// Smallest side of a result that is divided, pixels.
inline constexpr int kSmallestMosaic = 16;

/// The quadrant that keeps the face: one of four around a point near the middle of a side x side
/// result; pixels.
cv::Rect draw_quadrant(int side, Rng& rng);

/// Fills all of `result` but `quadrant` with parts of training images other than `index`, from
/// beside, above or below their face. A face-free part too small to show anything is replaced by
/// another image's, and in the end by one colour.
void fill_around(const PackedDataset& data, std::size_t index, const cv::Rect& quadrant,
                 cv::Mat& result, Rng& rng);

}  // namespace efs::data
