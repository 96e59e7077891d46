#include "data/dataset/face_region.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace efs::data {
namespace {

/// The smallest box with integer edges around a box.
detect::Box outward(const detect::Box& box) {
  return {std::floor(box.xmin), std::floor(box.ymin), std::ceil(box.xmax), std::ceil(box.ymax)};
}

bool overlap_in_y(const detect::Box& a, const detect::Box& b) {
  return a.ymin < b.ymax && b.ymin < a.ymax;
}
bool overlap_in_x(const detect::Box& a, const detect::Box& b) {
  return a.xmin < b.xmax && b.xmin < a.xmax;
}

/// Shortens low..high to `length`, with the face as near to its middle as it goes.
void shorten(double& low, double& high, double length, double face_low, double face_high) {
  if (high - low <= length) return;
  const double centred = std::floor(0.5 * (face_low + face_high - length));
  low = std::clamp(centred, low, high - length);
  high = low + length;
}

detect::Box within_aspect(detect::Box region, const detect::Box& face, double max_aspect) {
  shorten(region.xmin, region.xmax, std::floor(max_aspect * region.height()), face.xmin, face.xmax);
  shorten(region.ymin, region.ymax, std::floor(max_aspect * region.width()), face.ymin, face.ymax);
  return region;
}

/// All regions of which no edge can be moved outwards: the left and right edge are the image's or
/// another face's, top and bottom follow. `others` are sorted by xmin, none touches the face.
template <typename Visit>
void visit_largest(const detect::Box& face, const std::vector<detect::Box>& others,
                   const detect::Box& image, Visit visit) {
  std::vector<double> lefts{image.xmin};
  for (const detect::Box& other : others) {
    if (other.xmax <= face.xmin) lefts.push_back(other.xmax);
  }
  for (const double left : lefts) {
    detect::Box region{left, image.ymin, image.xmax, image.ymax};
    // The region grows to the right; each face it would swallow is the end of one region first.
    for (const detect::Box& other : others) {
      if (other.xmax <= left) continue;
      region.xmax = other.xmin;
      if (region.xmax >= face.xmax) visit(region);
      region.xmax = image.xmax;
      if (overlap_in_y(other, face)) {
        region.xmax = other.xmin;
        break;
      }
      if (other.ymax <= face.ymin) region.ymin = std::max(region.ymin, other.ymax);
      if (other.ymin >= face.ymax) region.ymax = std::min(region.ymax, other.ymin);
    }
    if (region.xmax >= face.xmax) visit(region);
  }
}

}  // namespace

std::optional<detect::Box> region_of_face(std::span<const detect::Box> faces, std::size_t index,
                                          int width, int height, const RegionRule& rule) {
  const detect::Box exact = faces[index];
  if (std::min(exact.width(), exact.height()) < rule.min_face_side) return std::nullopt;
  const detect::Box face = outward(exact);
  std::vector<detect::Box> others;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (i == index) continue;
    others.push_back(outward(faces[i]));
    if (overlap_in_x(others.back(), face) && overlap_in_y(others.back(), face)) return std::nullopt;
  }
  std::ranges::sort(others, {}, &detect::Box::xmin);
  std::optional<detect::Box> best;
  const detect::Box image{0.0, 0.0, static_cast<double>(width), static_cast<double>(height)};
  visit_largest(face, others, image, [&](const detect::Box& largest) {
    const detect::Box region = within_aspect(largest, face, rule.max_aspect);
    const bool contains = region.xmin <= face.xmin && region.ymin <= face.ymin &&
                          region.xmax >= face.xmax && region.ymax >= face.ymax;
    const bool roomy = region.width() >= rule.side_per_face_side * exact.width() &&
                       region.height() >= rule.side_per_face_side * exact.height();
    if (contains && roomy && (!best || region.area() > best->area())) best = region;
  });
  return best;
}

}  // namespace efs::data
