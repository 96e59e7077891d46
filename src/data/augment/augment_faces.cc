#include "data/augment/augment_faces.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "data/augment/face_scene.h"
#include "data/augment/pixels.h"

namespace efs::data {
namespace {

/// Covers parts of one face. Another face that happens to lose more than may be invisible is not
/// asked for.
void cover(cv::Mat& image, FaceTargets& targets, const AugmentPolicy& policy,
           const FaceTargetRule& rule, Rng& rng) {
  if (targets.faces.empty()) return;
  const std::size_t chosen = rng.index(targets.faces.size());
  const std::vector<cv::Rect> patches = cut_out(image, targets.faces[chosen], policy, rng);
  if (patches.empty()) return;
  const auto is_hidden = [&](const detect::RelativeBox& face) {
    const detect::Box box = detect::to_pixels(face, image.cols, image.rows);
    double hidden = 0.0;
    for (const cv::Rect& patch : patches) {
      hidden += detect::Box{std::max(box.xmin, 1.0 * patch.x), std::max(box.ymin, 1.0 * patch.y),
                            std::min(box.xmax, 1.0 * (patch.x + patch.width)),
                            std::min(box.ymax, 1.0 * (patch.y + patch.height))}
                    .area();
    }
    return hidden > (1.0 - rule.visible_share) * box.area();
  };
  const auto rest = std::stable_partition(targets.faces.begin(), targets.faces.end(),
                                          [&](const auto& face) { return !is_hidden(face); });
  targets.ignored.insert(targets.ignored.end(), rest, targets.faces.end());
  targets.faces.erase(rest, targets.faces.end());
}

}  // namespace

FaceTargets augment_faces(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                          const ImageSize& size, Rng& rng, std::span<std::uint8_t> out,
                          const FaceTargetRule& rule) {
  if (std::min(size.width, size.height) < 1 ||
      out.size() != std::size_t{3} * static_cast<std::size_t>(size.width) *
                        static_cast<std::size_t>(size.height)) {
    fail("an augmented image of {} pixels does not fit {} bytes exactly", to_string(size),
         out.size());
  }
  cv::Mat result(size.height, size.width, CV_8UC3, out.data());
  FaceTargets targets = draw_scene(data, index, policy, rule, result, rng);
  recolour(result, policy, rng);
  blur(result, policy, rng);
  cover(result, targets, policy, rule, rng);
  add_noise(result, policy, rng);
  compress(result, policy, rng);
  return targets;
}

}  // namespace efs::data
