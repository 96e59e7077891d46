#include "data/synth/canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace efs::data {
namespace {

constexpr int kScale = 2;
constexpr int kShift = 3;  // binary digits behind the point in OpenCV's coordinates

std::vector<cv::Point> to_fixed(const std::vector<Point>& points) {
  std::vector<cv::Point> fixed;
  fixed.reserve(points.size());
  for (const Point& point : points) {
    fixed.emplace_back(cvRound((point.x * kScale - 0.5) * (1 << kShift)),
                       cvRound((point.y * kScale - 0.5) * (1 << kShift)));
  }
  return fixed;
}

}  // namespace

Colour mix(const Colour& a, const Colour& b, double share_of_b) {
  return a * (1.0 - share_of_b) + b * share_of_b;
}

Colour shaded(const Colour& colour, double factor) {
  Colour result;
  for (int i = 0; i < 3; ++i) result[i] = std::clamp(colour[i] * factor, 0.0, 255.0);
  return result;
}

Colour jittered(const Colour& colour, double amount, Rng& rng) {
  Colour result;
  for (int i = 0; i < 3; ++i) {
    result[i] = std::clamp(colour[i] + rng.uniform(-amount, amount), 0.0, 255.0);
  }
  return result;
}

Colour random_colour(Rng& rng) {
  const double blue = rng.uniform(10, 245);
  const double green = rng.uniform(10, 245);
  return {blue, green, rng.uniform(10, 245)};
}

Point rotated(const Point& point, double angle_rad) {
  const double cosine = std::cos(angle_rad);
  const double sine = std::sin(angle_rad);
  return {point.x * cosine - point.y * sine, point.x * sine + point.y * cosine};
}

std::vector<Point> ellipse_points(const Point& centre, double a, double b, double angle_rad,
                                  double from, double to) {
  constexpr int kSteps = 48;
  std::vector<Point> points;
  points.reserve(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) {
    const double t = from + (to - from) * i / kSteps;
    points.push_back(centre + rotated({a * std::cos(t), b * std::sin(t)}, angle_rad));
  }
  return points;
}

Canvas::Canvas(int width, int height)
    : width_(width), height_(height), pixels_(height * kScale, width * kScale, CV_8UC3) {
  pixels_.setTo(Colour::all(0));
}

void Canvas::polygon(const std::vector<Point>& points, const Colour& colour) {
  const std::vector<std::vector<cv::Point>> outlines = {to_fixed(points)};
  cv::fillPoly(pixels_, outlines, colour, cv::LINE_AA, kShift);
}

void Canvas::polyline(const std::vector<Point>& points, const Colour& colour, double thickness) {
  const std::vector<std::vector<cv::Point>> lines = {to_fixed(points)};
  cv::polylines(pixels_, lines, false, colour, std::max(1, cvRound(thickness * kScale)),
                cv::LINE_AA, kShift);
}

void Canvas::ellipse(const Point& centre, double a, double b, double angle_rad,
                     const Colour& colour) {
  polygon(ellipse_points(centre, a, b, angle_rad), colour);
}

void Canvas::circle(const Point& centre, double radius, const Colour& colour) {
  ellipse(centre, radius, radius, 0.0, colour);
}

void Canvas::rectangle(const Point& centre, double width, double height, double angle_rad,
                       const Colour& colour) {
  std::vector<Point> corners = {{-width / 2, -height / 2},
                                {width / 2, -height / 2},
                                {width / 2, height / 2},
                                {-width / 2, height / 2}};
  for (Point& corner : corners) corner = centre + rotated(corner, angle_rad);
  polygon(corners, colour);
}

void Canvas::blend(const cv::Mat& image, double share) {
  cv::Mat enlarged;
  cv::resize(image, enlarged, pixels_.size(), 0.0, 0.0, cv::INTER_LINEAR);
  cv::addWeighted(pixels_, 1.0 - share, enlarged, share, 0.0, pixels_);
}

cv::Mat Canvas::finish() const {
  cv::Mat image;
  cv::resize(pixels_, image, cv::Size(width_, height_), 0.0, 0.0, cv::INTER_AREA);
  return image;
}

}  // namespace efs::data
