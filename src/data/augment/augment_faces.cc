#include "data/augment/augment_faces.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "data/augment/face_scene.h"
#include "data/augment/pixels.h"

namespace efs::data {
namespace {

void require_size(const ImageSize& size, std::size_t bytes) {
  const bool fits = std::min(size.width, size.height) >= 1 &&
                    bytes == std::size_t{3} * static_cast<std::size_t>(size.width) *
                                 static_cast<std::size_t>(size.height);
  if (fits) return;
  fail("an augmented image of {} pixels does not fit {} bytes exactly", to_string(size), bytes);
}

/// Covers parts of one face, and by chance more of another one. Faces that cannot be seen any more
/// become regions to ignore.
void cover_face(cv::Mat& image, FaceTargets& targets, const AugmentPolicy& policy,
                const FaceTargetRule& rule, Rng& rng) {
  if (targets.faces.empty()) return;
  const std::size_t chosen = rng.index(targets.faces.size());
  const std::vector<cv::Rect> patches = cut_out(image, targets.faces[chosen], policy, rng);
  if (patches.empty()) return;
  const auto is_seen = [&](const detect::RelativeBox& relative) {
    const detect::Box face = detect::to_pixels(relative, image.cols, image.rows);
    double hidden = 0.0;
    for (const cv::Rect& patch : patches) {
      hidden += intersection(face, {1.0 * patch.x, 1.0 * patch.y, 1.0 * (patch.x + patch.width),
                                    1.0 * (patch.y + patch.height)});
    }
    return hidden <= (1.0 - rule.visible_share) * face.area();
  };
  const auto lost = std::stable_partition(targets.faces.begin(), targets.faces.end(), is_seen);
  targets.ignored.insert(targets.ignored.end(), lost, targets.faces.end());
  targets.faces.erase(lost, targets.faces.end());
}

}  // namespace

FaceTargets augment_faces(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                          const ImageSize& size, Rng& rng, std::span<std::uint8_t> out,
                          const FaceTargetRule& rule) {
  require_size(size, out.size());
  cv::Mat result(size.height, size.width, CV_8UC3, out.data());
  FaceTargets targets = draw_scene(data, index, policy, rule, result, rng);
  recolour(result, policy, rng);
  cover_face(result, targets, policy, rule, rng);
  add_noise(result, policy, rng);
  compress(result, policy, rng);
  return targets;
}

}  // namespace efs::data
