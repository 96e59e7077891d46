// Axis-aligned boxes in two units, the conversion between these, and the overlap of boxes.
#pragma once

#include <algorithm>
#include <compare>

namespace efs::detect {

/// Not rounded, not clipped; the maximum is exclusive. A type for each unit, so that one is never
/// taken for the other.
template <typename Unit>
struct BoxIn {
  double xmin = 0.0;
  double ymin = 0.0;
  double xmax = 0.0;
  double ymax = 0.0;

  double width() const { return xmax - xmin; }
  double height() const { return ymax - ymin; }
  /// 0 for an inverted box.
  double area() const { return std::max(0.0, width()) * std::max(0.0, height()); }
  auto operator<=>(const BoxIn&) const = default;
};

/// Pixels of the image, upright as its metadata say.
using Box = BoxIn<struct Pixels>;
/// Shares of the image's width and height: the whole image is 0 0 1 1.
using RelativeBox = BoxIn<struct Shares>;

Box to_pixels(const RelativeBox& box, double image_width, double image_height);
RelativeBox to_relative(const Box& box, double image_width, double image_height);

/// False where a number is infinite or none at all.
bool is_finite(const Box& box);

/// The area that both cover, square pixels.
double intersection(const Box& a, const Box& b);

/// The part that lies in both; empty or inverted if none does.
template <typename Unit>
BoxIn<Unit> common_part(const BoxIn<Unit>& a, const BoxIn<Unit>& b) {
  return {std::max(a.xmin, b.xmin), std::max(a.ymin, b.ymin), std::min(a.xmax, b.xmax),
          std::min(a.ymax, b.ymax)};
}

/// Intersection over union; 0 when either is empty or inverted.
double iou(const Box& a, const Box& b);

/// The part of a box that lies inside a width x height image; empty or inverted if none does.
Box clipped(const Box& box, double width, double height);

/// The exact axis-aligned extent of a rotated ellipse: half-axes a and b (pixels), the angle of
/// `a` against the x axis in radians, centre (cx, cy).
Box ellipse_extent(double a, double b, double angle_rad, double cx, double cy);

}  // namespace efs::detect
