// Random boxes and images for properties that hold for all.
#pragma once

#include <vector>

#include "core/rng.h"
#include "detect/detected_image.h"

namespace efs::detect {

/// In an image of 100 x 100 pixels, partly beyond it, sides of 5 to 60.
inline Box random_box(Rng& rng) {
  const double x = rng.uniform(-10, 90);
  const double y = rng.uniform(-10, 90);
  return {x, y, x + rng.uniform(5, 60), y + rng.uniform(5, 60)};
}

inline Box shaken(const Box& box, double pixels, Rng& rng) {
  const auto moved = [&](double side) { return side + rng.uniform(-pixels, pixels); };
  return {moved(box.xmin), moved(box.ymin), moved(box.xmax), moved(box.ymax)};
}

/// Up to 6 faces and 2 ignored regions; detections near most of them and some elsewhere. No two
/// scores are equal.
inline DetectedImage random_image(Rng& rng) {
  DetectedImage image;
  for (std::size_t n = rng.index(7); n > 0; --n) image.truth.faces.push_back(random_box(rng));
  for (std::size_t n = rng.index(3); n > 0; --n) image.truth.ignored.push_back(random_box(rng));
  for (const auto* boxes : {&image.truth.faces, &image.truth.ignored}) {
    for (const Box& box : *boxes) {
      for (std::size_t n = rng.index(3); n > 0; --n) {
        image.detections.push_back({shaken(box, 4, rng), rng.uniform()});
      }
    }
  }
  for (std::size_t n = rng.index(5); n > 0; --n) {
    image.detections.push_back({random_box(rng), rng.uniform()});
  }
  return image;
}

inline std::vector<DetectedImage> random_images(Rng& rng, std::size_t count) {
  std::vector<DetectedImage> images;
  for (std::size_t i = 0; i < count; ++i) images.push_back(random_image(rng));
  return images;
}

}  // namespace efs::detect
