#include "detect/box.h"

#include <algorithm>
#include <cmath>

namespace efs::detect {

Box to_pixels(const RelativeBox& box, double image_width, double image_height) {
  return {box.xmin * image_width, box.ymin * image_height, box.xmax * image_width,
          box.ymax * image_height};
}

RelativeBox to_relative(const Box& box, double image_width, double image_height) {
  return {box.xmin / image_width, box.ymin / image_height, box.xmax / image_width,
          box.ymax / image_height};
}

bool is_finite(const Box& box) {
  return std::isfinite(box.xmin) && std::isfinite(box.ymin) && std::isfinite(box.xmax) &&
         std::isfinite(box.ymax);
}

double intersection(const Box& a, const Box& b) { return common_part(a, b).area(); }

double iou(const Box& a, const Box& b) {
  const double common = intersection(a, b);
  if (common <= 0.0) return 0.0;
  return common / (a.area() + b.area() - common);
}

Box clipped(const Box& box, double width, double height) {
  return {std::max(box.xmin, 0.0), std::max(box.ymin, 0.0), std::min(box.xmax, width),
          std::min(box.ymax, height)};
}

Box ellipse_extent(double a, double b, double angle_rad, double cx, double cy) {
  const double cosine = std::cos(angle_rad);
  const double sine = std::sin(angle_rad);
  const double half_width = std::hypot(a * cosine, b * sine);
  const double half_height = std::hypot(a * sine, b * cosine);
  return {cx - half_width, cy - half_height, cx + half_width, cy + half_height};
}

}  // namespace efs::detect
