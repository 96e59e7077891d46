// The parts of a drawn photograph, back to front. Each draws from its own random numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/canvas.h"
#include "detect/box.h"

namespace efs::data {

/// The place and the pose of a head.
struct HeadPose {
  Point centre;
  double half_width = 0.0;   // pixels, of the upright head's ellipse
  double half_height = 0.0;  // pixels
  double tilt = 0.0;         // radians in the image plane
  double turn = 0.0;         // radians about the vertical axis, positive to the right
  double nod = 0.0;          // radians, positive down

  detect::Box box() const;  // extent of the head's ellipse, not clipped
  /// From the head's frame (units of the half-axes, y down) to the image.
  Point at(double u, double v) const;
};

/// Half the height of a head, against the shorter side of the image: log-uniform.
struct HeadSizes {
  double low, high;
};
inline constexpr HeadSizes kPortrait{0.17, 0.42};

/// A head that the image's edge cuts a little at most.
HeadPose random_pose(int width, int height, const HeadSizes& sizes, Rng& rng);
/// `count` heads that keep apart, or fewer where there is no room, the farthest first: each may be
/// drawn over those before it. Each is smaller, the more there are.
std::vector<HeadPose> random_crowd(int width, int height, std::int64_t count, Rng& rng);

/// The colours of one person.
struct Complexion {
  Colour skin;
  Colour hair;
};
Complexion random_complexion(Rng& rng);

/// A scene without any face: surfaces, patterns, objects.
void draw_background(Canvas& canvas, Rng& rng);

/// Round things that resemble a head without being a face: clocks, sockets, balls, heads from
/// behind, ovals without features or with features in places where no face has them.
void draw_distractors(Canvas& canvas, const std::vector<detect::Box>& keep_free, Rng& rng);

/// Shoulders, neck, hair and a face with all its features.
void draw_person(Canvas& canvas, const HeadPose& pose, Rng& rng);

/// Something in front of a part of the face.
void draw_occluder(Canvas& canvas, const HeadPose& pose, Rng& rng);

/// Light, colour cast, blur and sensor noise, on the finished 8-bit image.
void photograph(cv::Mat& image, Rng& rng);

/// Smooth noise in several octaves, 8-bit with 3 channels around grey.
cv::Mat cloud_noise(int width, int height, double cell, Rng& rng);

}  // namespace efs::data
