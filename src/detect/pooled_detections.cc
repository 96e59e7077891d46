#include "detect/pooled_detections.h"

#include <algorithm>
#include <numeric>

namespace efs::detect {
namespace {

/// Sets the bit of a threshold in the detections of one image.
void set_bits(std::span<PooledDetection> detections, const Matching& matching, std::size_t iou) {
  const auto bit = static_cast<std::uint16_t>(1U << iou);
  for (std::size_t i = 0; i < detections.size(); ++i) {
    if (matching.verdicts[i] == Verdict::kRight) detections[i].right |= bit;
    if (matching.verdicts[i] == Verdict::kIgnored) detections[i].ignored |= bit;
  }
}

void add_image(const ImageOverlaps& image, const AreaRange& range, PooledDetections& all) {
  const auto number = static_cast<std::uint32_t>(all.image_count());
  const std::size_t before = all.detections.size();
  for (const double score : image.scores) {
    all.detections.push_back({.score = score, .image = number});
  }
  const auto added = std::span(all.detections).subspan(before);
  for (std::size_t iou = 0; iou < kIouThresholds.size(); ++iou) {
    set_bits(added, match(image, kIouThresholds[iou], range), iou);
  }
  all.face_counts.push_back(static_cast<std::uint32_t>(
      std::count_if(image.face_areas_px2.begin(), image.face_areas_px2.end(),
                    [&](double area) { return range.contains(area); })));
}

}  // namespace

Verdict PooledDetection::verdict(std::size_t iou) const {
  if ((right >> iou & 1U) != 0) return Verdict::kRight;
  return (ignored >> iou & 1U) != 0 ? Verdict::kIgnored : Verdict::kWrong;
}

std::size_t PooledDetections::face_count() const {
  return std::accumulate(face_counts.begin(), face_counts.end(), std::size_t{0});
}

PooledDetections pool(std::span<const ImageOverlaps> images, const AreaRange& range) {
  PooledDetections all;
  for (const ImageOverlaps& image : images) add_image(image, range, all);
  std::stable_sort(
      all.detections.begin(), all.detections.end(),
      [](const PooledDetection& a, const PooledDetection& b) { return a.score > b.score; });
  return all;
}

}  // namespace efs::detect
