// A view of a stored image, made into pixels. Inside data/ only (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>

#include "core/rng.h"
#include "data/augment/geometry.h"

namespace efs::data {

/// Fills the part `frame` (pixels) of `result` with the view of `stored`, bilinearly. What lies
/// outside the stored image repeats its edge, mirrors it or is its mean colour, as drawn, but shows
/// no part of the face a second time. `face`: in the stored image.
void warp(const cv::Mat& stored, const View& view, const detect::RelativeBox& face,
          const cv::Rect& frame, cv::Mat& result, Rng& rng);

}  // namespace efs::data
