#include "detect/matching.h"

#include <algorithm>

namespace efs::detect {
namespace {

/// The places of the best objects that a detection may take.
struct Candidates {
  std::optional<std::uint32_t> counted;
  std::optional<std::uint32_t> ignored;  // a face that does not count, or an ignored region
};

Candidates best_candidates(const ImageOverlaps& image, std::size_t detection, double iou,
                           const Matching& so_far) {
  Candidates best;
  double counted_value = iou;
  double ignored_value = iou;
  for (const Overlap& overlap : image.of(detection)) {
    const bool is_face = overlap.object < image.face_count();
    if (is_face && so_far.taken_by[overlap.object]) continue;
    const bool counts = is_face && so_far.counts[overlap.object];
    double& highest = counts ? counted_value : ignored_value;
    if (overlap.value < highest) continue;
    highest = overlap.value;
    (counts ? best.counted : best.ignored) = overlap.object;
  }
  return best;
}

}  // namespace

std::size_t Matching::counted_faces() const {
  return static_cast<std::size_t>(std::count(counts.begin(), counts.end(), true));
}

Matching match(const ImageOverlaps& image, double iou, const AreaRange& range) {
  Matching result;
  result.verdicts.assign(image.detection_count(), Verdict::kWrong);
  result.taken_by.resize(image.face_count());
  for (const double area : image.face_areas_px2) result.counts.push_back(range.contains(area));
  const double limit = std::min(iou, 1.0 - 1e-10);  // as COCO: an IoU of 1 may be rounded
  for (std::size_t i = 0; i < image.detection_count(); ++i) {
    const Candidates best = best_candidates(image, i, limit, result);
    const auto taken = best.counted ? best.counted : best.ignored;
    if (taken && *taken < image.face_count()) {
      result.taken_by[*taken] = static_cast<std::uint32_t>(i);
    }
    if (best.counted) {
      result.verdicts[i] = Verdict::kRight;
    } else if (taken || !range.contains(image.detection_areas_px2[i])) {
      result.verdicts[i] = Verdict::kIgnored;
    }
  }
  return result;
}

}  // namespace efs::detect
