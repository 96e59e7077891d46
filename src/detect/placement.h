// How an image lies in the input of a network, and boxes carried from one to the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/image_size.h"
#include "detect/box.h"

namespace efs::detect {

enum class Fit {
  kStretch,    // the image fills the input; its aspect ratio is lost
  kLetterbox,  // the aspect ratio is kept; what is left over at the right or below is padding
};

/// "stretch", "letterbox".
const std::vector<std::string>& fit_names();
std::string to_string(Fit fit);
/// UsageError offers the nearest name.
Fit fit_of(std::string_view name);

struct Placement {
  ImageSize image;  // upright
  ImageSize input;  // of the network, padding included
  ImageSize drawn;  // the part of the input that the image covers, from the top left corner
};

/// A letterboxed image is scaled by min(input width / image width, input height / image height);
/// its sides are rounded to pixels and are at least 1. Error if a side of the image or of the
/// input is below 1.
Placement place(const ImageSize& image, const ImageSize& input, Fit fit);

/// In shares of the whole input, padding included: what networks are trained on and put out.
RelativeBox to_input(const Box& box, const Placement& placement);
/// Inverse of to_input(). Not clipped to the image.
Box to_image(const RelativeBox& box, const Placement& placement);

}  // namespace efs::detect
