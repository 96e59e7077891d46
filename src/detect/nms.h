// Greedy non-maximum suppression: one detection for each face.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "detect/detection.h"

namespace efs::detect {

struct NmsOptions {
  /// A detection is dropped if its IoU with a kept one is above this; 1: none is dropped. The
  /// default is that of OpenCV's FaceDetectorYN. Faces rarely hide each other: of the 4,029 in FDDB's
  /// folds 1 to 8, 4 overlap another one by more. 0.45, as usual for general detectors, would spare
  /// 3 of these and leave more duplicates.
  double iou = 0.3;
  /// At most this many are kept, those with the highest scores.
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
