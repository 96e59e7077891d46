// The detections of an image matched to its faces as COCO does (cocoeval.evaluateImg).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "detect/area_range.h"
#include "detect/image_overlaps.h"

namespace efs::detect {

enum class Verdict : std::uint8_t {
  kWrong,    // a false alarm
  kRight,    // it has a face that counts
  kIgnored,  // neither: it has a face that does not count, lies in an ignored region, or is
             // unmatched and itself of a size that does not count
};

struct Matching {
  std::vector<Verdict> verdicts;  // of the detections, by falling score
  /// The detection (in that order) that has each face; nothing: missed.
  std::vector<std::optional<std::uint32_t>> taken_by;
  std::vector<bool> counts;  // of each face: whether its size is in the range

  std::size_t counted_faces() const;
};

/// In the order of falling scores, each detection takes the free face with the highest IoU, if that
/// is at least `iou` (above 0, at most 1); of equal IoUs the later face. A face whose size is not in
/// the range does not count: it is taken where no face that counts can be, and so is an ignored
/// region, which many detections may share. A detection of a lower score never changes what those
/// above it are.
Matching match(const ImageOverlaps& image, double iou, const AreaRange& range = kAllAreas);

}  // namespace efs::detect
