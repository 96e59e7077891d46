#include "data/labels/outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace efs::data {

void Outline::add(double x, double y) {
  if (points_++ == 0) {
    extent_ = {x, y, x, y};
    first_x_ = x;
    first_y_ = y;
  }
  last_x_ = x;
  last_y_ = y;
  extent_ = {std::min(extent_.xmin, x), std::min(extent_.ymin, y), std::max(extent_.xmax, x),
             std::max(extent_.ymax, y)};
}

Outline Outline::as_circle() const {
  const double radius = std::hypot(last_x_ - first_x_, last_y_ - first_y_);
  Outline circle;
  circle.add(first_x_ - radius, first_y_ - radius);
  circle.add(first_x_ + radius, first_y_ + radius);
  return circle;
}

detect::Box turned_extent(const detect::Box& box, double angle_degrees) {
  const double angle = angle_degrees * std::numbers::pi / 180.0;
  const double cosine = std::abs(std::cos(angle)), sine = std::abs(std::sin(angle));
  const double half_width = (box.width() * cosine + box.height() * sine) / 2;
  const double half_height = (box.width() * sine + box.height() * cosine) / 2;
  const double x = (box.xmin + box.xmax) / 2, y = (box.ymin + box.ymax) / 2;
  return {x - half_width, y - half_height, x + half_width, y + half_height};
}

}  // namespace efs::data
