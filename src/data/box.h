// Axis-aligned boxes and their overlap.
#pragma once

namespace efs::data {

/// Pixels of the image as stored, max exclusive. Not rounded.
struct Box {
  double xmin = 0.0;
  double ymin = 0.0;
  double xmax = 0.0;
  double ymax = 0.0;

  double width() const { return xmax - xmin; }
  double height() const { return ymax - ymin; }
  /// 0 for an inverted box.
  double area() const;
  bool operator==(const Box&) const = default;
};

/// Intersection over union; 0 when either is empty or inverted.
double iou(const Box& a, const Box& b);

/// The part of a box that lies inside a width x height image; empty or inverted if none does.
Box clipped(const Box& box, double width, double height);

/// The exact axis-aligned extent of a rotated ellipse: half-axes a and b (pixels), the angle of
/// `a` against the x axis in radians, centre (cx, cy).
Box ellipse_extent(double a, double b, double angle_rad, double cx, double cy);

}  // namespace efs::data
