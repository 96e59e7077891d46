// Which faces are found, by their size.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "detect/image_overlaps.h"

namespace efs::detect {

/// Faces whose size, the square root of their area in pixels of the upright image, is from low_px
/// to below high_px (infinity in the last).
struct SizeRecall {
  double low_px = 0.0;
  double high_px = 0.0;
  std::size_t faces = 0;
  std::size_t found = 0;
};

/// Lower ends, rising; each range ends where the next one begins.
inline constexpr double kFaceSizesPx[] = {0, 16, 32, 64, 128, 256};

/// At the score threshold, by match() with `iou`. Smaller faces than the first end count nowhere.
std::vector<SizeRecall> recall_by_size(std::span<const ImageOverlaps> images,
                                       double score_threshold, double iou = 0.5,
                                       std::span<const double> low_ends_px = kFaceSizesPx);

}  // namespace efs::detect
