#include "data/images/orientation.h"

#include <algorithm>
#include <array>

namespace efs::data {
namespace {

struct Corner {
  double x, y;
};

Corner to_upright_point(const Corner& p, int orientation, const ImageSize& stored) {
  const double right = stored.width - p.x, below = stored.height - p.y;
  switch (orientation) {
    case 2:
      return {right, p.y};
    case 3:
      return {right, below};
    case 4:
      return {p.x, below};
    case 5:
      return {p.y, p.x};
    case 6:
      return {below, p.x};
    case 7:
      return {below, right};
    case 8:
      return {p.y, right};
    default:
      return p;
  }
}

}  // namespace

ImageSize turned_size(const ImageSize& size, int orientation) {
  return swaps_sides(orientation) ? ImageSize{size.height, size.width} : size;
}

detect::Box to_upright(const detect::Box& box, int orientation, const ImageSize& stored) {
  const Corner a = to_upright_point({box.xmin, box.ymin}, orientation, stored);
  const Corner b = to_upright_point({box.xmax, box.ymax}, orientation, stored);
  // An inverted box stays one.
  const bool inverted_x = box.xmin > box.xmax, inverted_y = box.ymin > box.ymax;
  const auto [low_x, high_x] = std::minmax(a.x, b.x);
  const auto [low_y, high_y] = std::minmax(a.y, b.y);
  detect::Box upright{low_x, low_y, high_x, high_y};
  const bool swapped = swaps_sides(orientation);
  if (swapped ? inverted_y : inverted_x) std::swap(upright.xmin, upright.xmax);
  if (swapped ? inverted_x : inverted_y) std::swap(upright.ymin, upright.ymax);
  return upright;
}

}  // namespace efs::data
