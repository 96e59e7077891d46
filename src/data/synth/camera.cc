#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

/// Fingers: what a hand looks like from a distance.
void draw_hand(Canvas& canvas, const HeadPose& pose, const Point& at, Rng& rng) {
  const Colour skin = shaded(random_complexion(rng).skin, 0.9);
  const double unit = pose.half_width;
  const double angle = rng.uniform(-0.8, 0.8);
  canvas.rectangle(at + rotated({0, 1.4 * unit}, angle), 0.5 * unit, 2.2 * unit, angle, skin);
  for (int finger = 0; finger < 4; ++finger) {
    const Point tip = at + rotated({(finger - 1.5) * 0.19 * unit, -0.25 * unit}, angle);
    canvas.ellipse(tip, 0.1 * unit, 0.42 * unit, angle, shaded(skin, 0.9 + 0.05 * finger));
  }
  canvas.ellipse(at + rotated({0, 0.2 * unit}, angle), 0.4 * unit, 0.35 * unit, angle, skin);
}

void add_light(cv::Mat& image, Rng& rng) {
  const double angle = rng.uniform(0, 2 * CV_PI);
  const double slope = rng.uniform(0.0, 0.45);
  const double level = rng.log_uniform(0.65, 1.25);
  Colour cast;
  for (int c = 0; c < 3; ++c) cast[c] = level * rng.uniform(0.92, 1.08);
  const double scale = 2.0 / std::max(image.cols, image.rows);
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) {
      const double u = (x - image.cols * 0.5) * scale;
      const double v = (y - image.rows * 0.5) * scale;
      const double light = 1.0 + slope * (u * std::cos(angle) + v * std::sin(angle));
      cv::Vec3b& pixel = image.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) pixel[c] = cv::saturate_cast<uchar>(pixel[c] * light * cast[c]);
    }
  }
}

void add_blur(cv::Mat& image, Rng& rng) {
  if (rng.chance(0.15)) {  // the camera moved
    const int length = static_cast<int>(rng.integer(3, 6));
    const bool sideways = rng.chance(0.5);
    cv::blur(image, image, sideways ? cv::Size(length, 1) : cv::Size(1, length));
  }
  const double sigma = rng.uniform(0.0, 1.1);
  if (sigma > 0.3) cv::GaussianBlur(image, image, cv::Size(5, 5), sigma);
}

/// Drawing each pixel's normal number afresh took a third of the time of an image.
const std::array<float, 4096>& normal_table() {
  static const std::array<float, 4096> kTable = [] {
    std::array<float, 4096> table{};
    Rng rng(0);
    for (float& value : table) value = static_cast<float>(rng.normal());
    return table;
  }();
  return kTable;
}

void add_sensor_noise(cv::Mat& image, Rng& rng) {
  const auto sigma = static_cast<float>(rng.uniform(0.0, 9.0));
  const std::array<float, 4096>& normal = normal_table();
  for (int y = 0; y < image.rows; ++y) {
    uchar* row = image.ptr(y);
    std::uint64_t bits = 0;
    for (int i = 0; i < image.cols * image.channels(); ++i) {
      bits = i % 5 == 0 ? rng.next() : bits >> 12;
      row[i] = cv::saturate_cast<uchar>(static_cast<float>(row[i]) + sigma * normal[bits & 4095]);
    }
  }
}

}  // namespace

void draw_occluder(Canvas& canvas, const HeadPose& pose, Rng& rng) {
  const double unit = pose.half_width;
  const Colour colour = random_colour(rng);
  switch (rng.integer(0, 4)) {
    case 0:  // a pole or a microphone stand
      canvas.rectangle(pose.at(rng.uniform(-0.8, 0.8), 0.5), rng.uniform(0.12, 0.3) * unit,
                       6 * unit, rng.uniform(-0.5, 0.5), colour);
      break;
    case 1:  // a scarf over the chin
      canvas.ellipse(pose.at(0.0, 1.1), 1.2 * unit, rng.uniform(0.35, 0.6) * unit, pose.tilt,
                     colour);
      break;
    case 2: {
      const double x = rng.uniform(-0.9, 0.9);
      draw_hand(canvas, pose, pose.at(x, rng.uniform(0.4, 0.8)), rng);
      break;
    }
    case 3:  // a cup, a microphone
      canvas.ellipse(pose.at(rng.uniform(-0.5, 0.5), 0.8), rng.uniform(0.25, 0.45) * unit,
                     0.4 * unit, rng.uniform(-0.6, 0.6), colour);
      break;
    default: {  // someone's shoulder or a door in front of one side
      const double side = rng.chance(0.5) ? 1.0 : -1.0;
      canvas.rectangle(pose.at(side * rng.uniform(1.35, 1.6), 0.4), 1.6 * unit, 5 * unit,
                       rng.uniform(-0.2, 0.2), colour);
    }
  }
}

void photograph(cv::Mat& image, Rng& rng) {
  add_light(image, rng);
  add_blur(image, rng);
  add_sensor_noise(image, rng);
  if (!rng.chance(0.06)) return;
  cv::Mat grey;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, image, cv::COLOR_GRAY2BGR);
}

}  // namespace efs::data
