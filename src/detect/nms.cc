#include "detect/nms.h"

#include <algorithm>

namespace efs::detect {

std::vector<Detection> nms(std::span<const Detection> candidates, const NmsOptions& options) {
  std::vector<Detection> ordered(candidates.begin(), candidates.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  std::vector<Detection> kept;
  for (const Detection& candidate : ordered) {
    if (kept.size() >= options.largest_count) break;
    const bool is_duplicate = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return iou(better.box, candidate.box) > options.iou;
    });
    if (!is_duplicate) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace efs::detect
