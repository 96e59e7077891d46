// The geometry of a result with any number of faces: one photograph, or several. Inside data/ only
// (OpenCV types).
#pragma once

#include <cstddef>
#include <opencv2/core/mat.hpp>

#include "core/rng.h"
#include "data/augment/face_targets.h"
#include "data/augment/policy.h"
#include "data/packed/packed.h"

namespace efs::data {

/// Fills the result (8-bit RGB) with training sample `index` as the policy's geometry says, in a
/// mosaic with others or alone, and returns what is to be found in it.
FaceTargets draw_scene(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                       const FaceTargetRule& rule, cv::Mat& result, Rng& rng);

}  // namespace efs::data
