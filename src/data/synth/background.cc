#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "data/synth/synth_parts.h"

namespace efs::data {
namespace {

double diagonal(const Canvas& canvas) { return std::hypot(canvas.width(), canvas.height()); }

Point random_point(const Canvas& canvas, Rng& rng) {
  const double x = rng.uniform(0, canvas.width());
  return {x, rng.uniform(0, canvas.height())};
}

/// A wall or a sky: one colour that runs into another, across a random direction.
void draw_gradient(Canvas& canvas, Rng& rng) {
  const Colour from = random_colour(rng);
  const Colour to = mix(from, random_colour(rng), rng.uniform(0.1, 0.7));
  const double angle = rng.uniform(0, 2 * CV_PI);
  const double size = diagonal(canvas);
  const Point middle{canvas.width() / 2, canvas.height() / 2};
  canvas.fill(from);
  constexpr int kBands = 24;
  for (int i = 0; i < kBands; ++i) {
    const double offset = (i + 0.5) / kBands - 0.5;
    canvas.rectangle(middle + rotated({offset * size, 0.0}, angle), size / kBands * 1.1, size * 1.2,
                     angle, mix(from, to, static_cast<double>(i) / kBands));
  }
}

/// Stripes, planks, tiles or bricks.
void draw_grid(Canvas& canvas, Rng& rng) {
  const Colour joint = random_colour(rng);
  const Colour tile = mix(joint, random_colour(rng), 0.5);
  const double width = rng.log_uniform(6, 50);
  const double height = rng.chance(0.3) ? 3 * diagonal(canvas) : width * rng.uniform(0.3, 1.0);
  const double angle = rng.chance(0.5) ? 0.0 : rng.uniform(0, CV_PI);
  const double shift = rng.chance(0.5) ? 0.5 : 0.0;
  const double gap = rng.uniform(0.05, 0.4);
  const Point middle{canvas.width() / 2, canvas.height() / 2};
  const int columns = static_cast<int>(diagonal(canvas) / width / 2) + 1;
  const int rows = static_cast<int>(diagonal(canvas) / height / 2) + 1;
  canvas.fill(joint);
  for (int y = -rows; y <= rows; ++y) {
    for (int x = -columns; x <= columns; ++x) {
      const Point offset{(x + (y % 2 == 0 ? shift : 0.0)) * width, y * height};
      canvas.rectangle(middle + rotated(offset, angle), width * (1 - gap), height * (1 - gap),
                       angle, jittered(tile, 18, rng));
    }
  }
}

/// Lights out of focus, leaves, gravel: many blobs of related colours.
void draw_blobs(Canvas& canvas, Rng& rng) {
  const Colour base = random_colour(rng);
  const double radius = rng.log_uniform(2, 18);
  const double stretch = rng.uniform(0.3, 1.0);
  canvas.fill(shaded(base, 0.6));
  const int count = static_cast<int>(
      std::clamp(0.6 * canvas.width() * canvas.height() / (radius * radius), 20.0, 500.0));
  for (int i = 0; i < count; ++i) {
    const double size = radius * rng.uniform(0.4, 1.5);
    canvas.ellipse(random_point(canvas, rng), size, size * stretch, rng.uniform(0, CV_PI),
                   jittered(base, 50, rng));
  }
}

/// Furniture, frames, buildings: boxes, panes and poles.
void draw_object(Canvas& canvas, Rng& rng) {
  const double size = diagonal(canvas) * rng.log_uniform(0.06, 0.4);
  const Point centre = random_point(canvas, rng);
  const double angle = rng.chance(0.6) ? 0.0 : rng.uniform(0, CV_PI);
  const bool skin_toned = rng.chance(0.25);  // so that colour alone does not tell where the face is
  const Colour colour =
      skin_toned ? jittered(random_complexion(rng).skin, 15, rng) : random_colour(rng);
  const double width = size * rng.uniform(0.3, 1.2);
  switch (rng.integer(0, 4)) {
    case 0:
      canvas.rectangle(centre, width, size, angle, colour);
      canvas.rectangle(centre, width * 0.8, size * 0.8, angle,
                       shaded(colour, rng.uniform(0.6, 1.4)));
      break;
    case 1:
      canvas.rectangle(centre, size * 0.12, 3 * size, angle, colour);
      break;
    case 2:
      canvas.ellipse(centre, size * 0.5, width * 0.4, angle, colour);
      break;
    case 3: {
      std::vector<Point> corners;
      const auto count = rng.integer(3, 7);
      for (std::int64_t i = 0; i < count; ++i) {
        const double t = 2 * CV_PI * static_cast<double>(i) / static_cast<double>(count);
        corners.push_back(centre + rotated({size * rng.uniform(0.2, 0.6), 0.0}, t));
      }
      canvas.polygon(corners, colour);
      break;
    }
    default:
      for (int i = 0; i < 6; ++i) {
        canvas.rectangle(centre + Point{(i - 2.5) * size * 0.16, 0}, size * 0.1,
                         size * rng.uniform(0.5, 0.9), 0.0, jittered(colour, 40, rng));
      }
  }
}

}  // namespace

cv::Mat cloud_noise(int width, int height, double cell, Rng& rng) {
  cv::Mat sum(height, width, CV_32FC3, Colour::all(127));
  double strength = 55.0;
  for (int octave = 0; octave < 4; ++octave) {
    const cv::Size size(std::max(2, static_cast<int>(width / cell) + 2),
                        std::max(2, static_cast<int>(height / cell) + 2));
    cv::Mat grid(size, CV_32FC3);
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const double grey = rng.uniform(-1, 1);
        cv::Vec3f& value = grid.at<cv::Vec3f>(y, x);
        for (int c = 0; c < 3; ++c) {
          value[c] = static_cast<float>(strength * (0.75 * grey + 0.25 * rng.uniform(-1, 1)));
        }
      }
    }
    cv::Mat enlarged;
    cv::resize(grid, enlarged, sum.size(), 0.0, 0.0, cv::INTER_CUBIC);
    sum += enlarged;
    strength *= 0.6;
    cell = std::max(1.5, cell / 2);
  }
  cv::Mat result;
  sum.convertTo(result, CV_8UC3);
  return result;
}

void draw_background(Canvas& canvas, Rng& rng) {
  using Painter = void (*)(Canvas&, Rng&);
  constexpr std::array<Painter, 3> kSurfaces = {draw_gradient, draw_grid, draw_blobs};
  kSurfaces[static_cast<std::size_t>(rng.integer(0, 2))](canvas, rng);
  const auto objects = rng.integer(0, 6);
  for (std::int64_t i = 0; i < objects; ++i) draw_object(canvas, rng);
  const int width = static_cast<int>(canvas.width());
  const int height = static_cast<int>(canvas.height());
  canvas.blend(cloud_noise(width, height, rng.log_uniform(6, 60), rng), rng.uniform(0.1, 0.55));
}

}  // namespace efs::data
