#include "detect/recall_by_size.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "detect/matching.h"

namespace efs::detect {
namespace {

std::vector<SizeRecall> empty_ranges(std::span<const double> low_ends_px) {
  std::vector<SizeRecall> ranges;
  for (const double low : low_ends_px) {
    if (!ranges.empty()) ranges.back().high_px = low;
    ranges.push_back({.low_px = low, .high_px = std::numeric_limits<double>::infinity()});
  }
  return ranges;
}

}  // namespace

std::vector<SizeRecall> recall_by_size(std::span<const ImageOverlaps> images,
                                       double score_threshold, double iou,
                                       std::span<const double> low_ends_px) {
  std::vector<SizeRecall> ranges = empty_ranges(low_ends_px);
  for (const ImageOverlaps& image : images) {
    const Matching matching = match(image, iou);
    const std::size_t accepted = image.accepted_count(score_threshold);
    for (std::size_t face = 0; face < image.face_count(); ++face) {
      const double size_px = std::sqrt(image.face_areas_px2[face]);
      const auto range = std::find_if(ranges.begin(), ranges.end(), [&](const SizeRecall& r) {
        return size_px >= r.low_px && size_px < r.high_px;
      });
      if (range == ranges.end()) continue;
      ++range->faces;
      const auto by = matching.taken_by[face];
      range->found += by && *by < accepted ? 1 : 0;
    }
  }
  return ranges;
}

}  // namespace efs::detect
