// The eight ways in which Exif's orientation lays a picture down (CIPA DC-008, 4.6.4 A): stored and
// upright sizes and boxes. No OpenCV.
#pragma once

#include "core/text/image_size.h"
#include "detect/box.h"

namespace efs::data {

/// True where the upright picture is as wide as the stored one is high.
constexpr bool swaps_sides(int orientation) { return orientation >= 5 && orientation <= 8; }

/// The size of the other one of the two pictures, stored and upright.
ImageSize turned_size(const ImageSize& size, int orientation);

/// A box of the stored picture, in the upright one. `stored`: the stored picture's size.
detect::Box to_upright(const detect::Box& box, int orientation, const ImageSize& stored);

}  // namespace efs::data
