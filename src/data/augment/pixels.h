// The effects of light, lenses, sensors, files and passers-by on an image. Inside data/ only
// (OpenCV types). Each function works in place on 8-bit RGB.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "core/rng.h"
#include "data/augment/policy.h"
#include "detect/box.h"

namespace efs::data {

/// Largest share of the face's box that cut_out() covers.
inline constexpr double kLargestCutOut = 0.4;

/// Cast, saturation or grey, contrast and brightness, as one matrix for all pixels.
void recolour(cv::Mat& image, const AugmentPolicy& policy, Rng& rng);

// These draw whether they act at all.
/// Returns the deviation of the Gaussian, pixels; 0: none.
double blur(cv::Mat& image, const AugmentPolicy& policy, Rng& rng);
/// One or two rectangles of noise or of one colour over or beside the face; returns those that were
/// drawn, in pixels.
std::vector<cv::Rect> cut_out(cv::Mat& image, const detect::RelativeBox& face,
                              const AugmentPolicy& policy, Rng& rng);
void add_noise(cv::Mat& image, const AugmentPolicy& policy, Rng& rng);
void compress(cv::Mat& image, const AugmentPolicy& policy, Rng& rng);

}  // namespace efs::data
