// Greedy non-maximum suppression: one detection for each face.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "detect/detection.h"

namespace efs::detect {

struct NmsOptions {
  /// A detection is dropped if its IoU with a kept one is above this; 1: none is dropped.
  double iou = 0.3;
  /// At most so many are kept, the best.
  std::size_t largest_count = 100;
};

/// The kept detections by falling score; of equal scores the earlier one comes first. Scores must
/// be finite.
///
/// The candidates are sorted once, and each is compared with the kept ones alone, until
/// `largest_count` are kept: n log n + n * largest_count steps at most, 1 million for 10,000
/// candidates.
std::vector<Detection> nms(std::span<const Detection> candidates, const NmsOptions& options);

}  // namespace efs::detect
