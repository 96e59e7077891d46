// The part of a photograph with several faces that shows one of them alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "detect/box.h"

namespace efs::data {

/// The rule for regions that are worth training on.
struct RegionRule {
  double side_per_face_side = 1.3;  // each side of the region against the face's, at least
  double min_face_side = 16.0;      // pixels, the shorter one
  double max_aspect = 2.0;          // longer side of the region / shorter side; at least 1
};

/// The largest region with integer edges inside a width x height image that contains face `index`
/// wholly, no part of another face, and obeys the rule; nothing if there is none. A region that is
/// too long is shortened around the face.
std::optional<detect::Box> region_of_face(std::span<const detect::Box> faces, std::size_t index,
                                          int width, int height, const RegionRule& rule = {});

}  // namespace efs::data
