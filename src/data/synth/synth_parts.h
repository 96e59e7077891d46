// The parts of a drawn photograph, back to front. Each draws from its own random numbers.
#pragma once

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
void draw_distractors(Canvas& canvas, const detect::Box& keep_free, Rng& rng);

/// Shoulders, neck, hair and a face with all its features.
void draw_person(Canvas& canvas, const HeadPose& pose, Rng& rng);

/// Something in front of a part of the face.
void draw_occluder(Canvas& canvas, const HeadPose& pose, Rng& rng);

/// Light, colour cast, blur and sensor noise, on the finished 8-bit image.
void photograph(cv::Mat& image, Rng& rng);

/// Smooth noise in several octaves, 8-bit with 3 channels around grey.
cv::Mat cloud_noise(int width, int height, double cell, Rng& rng);

}  // namespace efs::data
