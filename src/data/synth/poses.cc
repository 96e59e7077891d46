#include <algorithm>
#include <cmath>

#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

/// In [low, high], more often in the middle: photographers aim.
double near_middle(double low, double high, Rng& rng) {
  const double first = rng.uniform(low, high);
  return 0.65 * first + 0.35 * rng.uniform(low, high);
}

/// Whether the boxes of two heads, each larger by a fifth on every side, overlap: hair and hats
/// reach beyond a head.
bool crowd_each_other(const HeadPose& a, const HeadPose& b) {
  const detect::Box first = a.box(), second = b.box();
  const double gap_x = 0.2 * (first.width() + second.width());
  const double gap_y = 0.2 * (first.height() + second.height());
  return first.xmin - gap_x < second.xmax && second.xmin - gap_x < first.xmax &&
         first.ymin - gap_y < second.ymax && second.ymin - gap_y < first.ymax;
}

}  // namespace

detect::Box HeadPose::box() const {
  return detect::ellipse_extent(half_width, half_height, tilt, centre.x, centre.y);
}

Point HeadPose::at(double u, double v) const {
  return centre + rotated({u * half_width, v * half_height}, tilt);
}

HeadPose random_pose(int width, int height, const HeadSizes& sizes, Rng& rng) {
  HeadPose pose;
  const double side = std::min(width, height);
  pose.half_height = side * rng.log_uniform(sizes.low, sizes.high);
  pose.half_width = pose.half_height * rng.uniform(0.7, 0.84);
  pose.tilt = std::clamp(0.22 * rng.normal(), -0.7, 0.7);
  pose.turn = std::clamp(0.38 * rng.normal(), -0.95, 0.95);
  pose.nod = std::clamp(0.15 * rng.normal(), -0.35, 0.35);
  // A face may be cut by the image's edge, but only a little.
  const double margin_x = 0.85 * pose.half_width;
  const double margin_y = 0.85 * pose.half_height;
  pose.centre.x = near_middle(margin_x, width - margin_x, rng);
  pose.centre.y = near_middle(margin_y, height - margin_y, rng);
  return pose;
}

std::vector<HeadPose> random_crowd(int width, int height, std::int64_t count, Rng& rng) {
  constexpr double kSmallest = 0.05;
  constexpr double kShrink = 0.93;  // of the largest size, each time that there is no room
  constexpr int kTries = 200;
  std::vector<HeadPose> crowd;
  for (std::int64_t i = 0; i < count; ++i) {
    HeadSizes sizes{.low = kSmallest,
                    .high = kPortrait.high / std::sqrt(static_cast<double>(count))};
    for (int attempt = 0; attempt < kTries; ++attempt) {
      const HeadPose pose = random_pose(width, height, sizes, rng);
      const auto crowds = [&](const HeadPose& other) { return crowd_each_other(pose, other); };
      if (std::ranges::none_of(crowd, crowds)) {
        crowd.push_back(pose);
        break;
      }
      sizes.high = std::max(kSmallest, kShrink * sizes.high);
    }
  }
  // A body begins at the chin, so it hides no face whose chin is higher.
  std::ranges::sort(crowd, {}, [](const HeadPose& pose) { return pose.box().ymax; });
  return crowd;
}

}  // namespace efs::data
