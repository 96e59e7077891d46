#include "data/augment/face_targets.h"

#include <algorithm>

namespace efs::data {
namespace {

bool is_empty(const detect::Box& box) { return box.width() <= 0.0 || box.height() <= 0.0; }

}  // namespace

void add_targets(const std::vector<detect::Box>& faces, const std::vector<detect::Box>& ignored,
                 const detect::Box& frame, const ImageSize& size, const FaceTargetRule& rule,
                 FaceTargets& targets) {
  const auto relative = [&](const detect::Box& box) {
    return detect::to_relative(box, size.width, size.height);
  };
  for (const detect::Box& face : faces) {
    const detect::Box visible = common_part(face, frame);
    if (is_empty(visible)) continue;
    const bool is_asked_for = visible.area() >= rule.visible_share * face.area() &&
                              std::min(visible.width(), visible.height()) >= rule.smallest_px;
    (is_asked_for ? targets.faces : targets.ignored).push_back(relative(visible));
  }
  for (const detect::Box& region : ignored) {
    const detect::Box visible = common_part(region, frame);
    if (!is_empty(visible)) targets.ignored.push_back(relative(visible));
  }
}

FaceTargets targets_of(const PackedSample& sample, const FaceTargetRule& rule) {
  const detect::Placement placement = sample.placement();
  const auto placed = [&](std::vector<detect::Box> boxes) {
    for (detect::Box& box : boxes) {
      box = detect::to_pixels(detect::to_input(box, placement), sample.width, sample.height);
    }
    return boxes;
  };
  FaceTargets targets;
  add_targets(placed(sample.faces), placed(sample.ignored),
              {0.0, 0.0, static_cast<double>(sample.width), static_cast<double>(sample.height)},
              {sample.width, sample.height}, rule, targets);
  return targets;
}

}  // namespace efs::data
