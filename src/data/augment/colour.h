// Light and colours of an augmented image. Inside data/ only (OpenCV types).
#pragma once

#include <opencv2/core/mat.hpp>

#include "core/rng.h"
#include "data/augment/policy.h"

namespace efs::data {

/// Cast, saturation or grey, contrast and brightness as one matrix a pixel, in place. 8-bit RGB.
void recolour(cv::Mat& image, const AugmentPolicy& policy, Rng& rng);

}  // namespace efs::data
