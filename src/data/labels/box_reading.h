// Checks that the four numbers of the boxes mean what the format says. Inside data/ only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detect/box.h"

namespace efs::data {

/// A box as the label file has it, and the size of its image.
struct MeasuredBox {
  detect::Box box;
  int image_width = 0;
  int image_height = 0;
};

struct BoxDoubt {
  bool is_certain = false;  // an error, not a warning
  std::string text;         // what the numbers look like, why, and the cure
};

/// Looks at all boxes together. A doubt where corners in pixels fit badly and another reading fits
/// every box: shares, per cent or thousandths of the image's sides, or another order (width and
/// height, centre, y first, ...). Nothing for fewer than five boxes, which some reading always
/// fits, unless all numbers are at most 1.5.
std::optional<BoxDoubt> doubt_boxes(const std::vector<MeasuredBox>& boxes);

}  // namespace efs::data
