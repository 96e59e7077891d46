// The judged detections of all images in one list: what average precision, its curve and thresholds
// are computed from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/area_range.h"
#include "detect/image_overlaps.h"
#include "detect/matching.h"

namespace efs::detect {

/// COCO's thresholds of IoU, with the rounding of numpy.linspace(.5, .95, 10).
inline constexpr std::array<double, 10> kIouThresholds{
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95};
/// Places in kIouThresholds.
inline constexpr std::size_t kIou50 = 0;
inline constexpr std::size_t kIou75 = 5;

struct PooledDetection {
  double score = 0.0;
  std::uint32_t image = 0;
  // A bit for each of kIouThresholds; a detection with neither bit is wrong.
  std::uint16_t right = 0;
  std::uint16_t ignored = 0;

  Verdict verdict(std::size_t iou) const;
};

struct PooledDetections {
  /// By falling score. Equal scores are in the order of the images, and of the detections of one
  /// image, as in pycocotools: measures then depend a little on the order of the images.
  std::vector<PooledDetection> detections;
  /// Those in the range, of each image.
  std::vector<std::uint32_t> face_counts;

  std::size_t image_count() const { return face_counts.size(); }
  std::size_t face_count() const;
};

PooledDetections pool(std::span<const ImageOverlaps> images, const AreaRange& range = kAllAreas);

}  // namespace efs::detect
