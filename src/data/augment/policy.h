// How much training images are altered: plain numbers, and the table of named policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::data {

/// The defaults alter nothing. Probabilities are 0..1; "up to" is uniform in both directions unless
/// it says otherwise. Shares are of the result's side, so a policy means the same at every input.
struct AugmentPolicy {
  // Geometry of a single face. Whatever this says, at least 90 % of the face's box stays in the
  // result, and the zoom is drawn so that its sides are 10 to 95 % of the result's, as far as the
  // range goes.
  double zoom_low = 1.0;  // the face's magnification is log-uniform from here ...
  double zoom_high = 1.0;

  // Geometry of any number of faces: the size of the part that is shown, against the largest one
  // with the result's aspect ratio that the photograph holds (of a square: its shorter side). Sizes
  // above 1 show the photograph smaller, with a border.
  double crop_low = 0.0;   // log-uniform from here ...; 0: the whole photograph, letterboxed
  double crop_high = 0.0;  // 0 with crop_low

  // Geometry of both.
  double aspect = 1.0;        // one axis against the other, log-uniform in 1/aspect..aspect
  double shift = 0.0;         // how far beyond the image's edge the result may reach, share
  double rotation_deg = 0.0;  // up to, about a face's centre
  double flip = 0.0;          // probability of a mirror image
  /// Probability that the result's edge may cut the single face, or the face that a crop is drawn
  /// around, at all.
  double cut_face = 0.0;
  /// Probability of three quadrants from other images: of a single face without theirs, of any
  /// number with theirs.
  double mosaic = 0.0;
  int mosaic_rows = 2;  // most photographs a side of a mosaic of any number of faces, at least 2

  // Colours, in this order.
  double colour_cast = 0.0;  // each channel's factor is 1 up to this
  double saturation = 0.0;   // factor is 1 up to this
  double grey = 0.0;         // probability of no colour
  double contrast = 0.0;     // factor about the image's mean is 1 up to this
  double brightness = 0.0;   // added, up to this share of the full range

  // Damage by cameras and files.
  double blur = 0.0;        // probability
  double blur_share = 0.0;  // largest deviation of the Gaussian, share of the photograph's width
  double cut_out = 0.0;     // probability of rectangles over up to 40 % of the face, or of one face
  double noise = 0.0;       // probability
  double noise_std = 0.0;   // largest, of 255 levels
  double jpeg = 0.0;        // probability
  int jpeg_quality = 95;    // lowest, 1..95
};

/// "none", "light", "strong", "scenes", in this order.
std::vector<std::string> augment_policy_names();
/// UsageError offers the nearest name.
const AugmentPolicy& augment_policy(std::string_view name);

}  // namespace efs::data
