// Smooth drawing in image pixels, for the synthetic faces. Inside data/ only.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/rng.h"

namespace efs::data {

using Point = cv::Point2d;
using Colour = cv::Scalar;  // BGR, 0..255

Colour mix(const Colour& a, const Colour& b, double share_of_b);
/// Brighter above 1, darker below.
Colour shaded(const Colour& colour, double factor);
/// Each channel moved by up to `amount`.
Colour jittered(const Colour& colour, double amount, Rng& rng);
Colour random_colour(Rng& rng);
/// (x, y) turned by an angle (clockwise on the screen, where y points down).
Point rotated(const Point& point, double angle_rad);

/// An image drawn at twice its size and reduced at the end. Coordinates are continuous: (0, 0) is
/// the image's corner, (0.5, 0.5) the centre of its first pixel. Lengths are pixels of the image.
class Canvas {
 public:
  Canvas(int width, int height);

  double width() const { return width_; }
  double height() const { return height_; }
  void fill(const Colour& colour) { pixels_.setTo(colour); }
  void polygon(const std::vector<Point>& points, const Colour& colour);
  void polyline(const std::vector<Point>& points, const Colour& colour, double thickness);
  /// Half-axes a (along `angle_rad`) and b.
  void ellipse(const Point& centre, double a, double b, double angle_rad, const Colour& colour);
  void circle(const Point& centre, double radius, const Colour& colour);
  /// A rectangle around its centre.
  void rectangle(const Point& centre, double width, double height, double angle_rad,
                 const Colour& colour);
  /// Blends an image of the same size over everything.
  void blend(const cv::Mat& image, double share);

  cv::Mat finish() const;  // 8-bit BGR

 private:
  int width_;
  int height_;
  cv::Mat pixels_;
};

/// Points of an ellipse's edge from `from` to `to` (radians in the ellipse's own frame).
std::vector<Point> ellipse_points(const Point& centre, double a, double b, double angle_rad,
                                  double from = 0.0, double to = 2.0 * CV_PI);

}  // namespace efs::data
