// Checks that the four numbers of the boxes mean what the format says. Inside data/ only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detect/box.h"

namespace efs::data {

/// How a format writes the four numbers of a box.
enum class BoxOrder {
  kCorners,
  kSize,    // x, y, width, height
  kCentre,  // centre_x, centre_y, width, height
};

struct WrittenBoxes {
  BoxOrder order = BoxOrder::kCorners;
  bool in_shares = false;  // of the image's sides; else in pixels
};

/// A box as it was understood, corners in pixels, and the size of its image.
struct MeasuredBox {
  detect::Box box;
  int image_width = 0;
  int image_height = 0;
};

struct BoxDoubt {
  bool is_certain = false;  // an error, not a warning
  std::string text;         // what the numbers look like, why, and the cure
};

/// Looks at all boxes together, at the numbers that the file has. A doubt where these fit badly as
/// the format `written` says, and another reading fits every box: pixels, shares, per cent or
/// thousandths of the image's sides, or another order (corners, width and height, centre, y first,
/// ...). Nothing for fewer than five boxes, which some reading always fits, unless all numbers are at
/// most 1.5 where pixels are expected.
std::optional<BoxDoubt> doubt_boxes(const std::vector<MeasuredBox>& boxes,
                                    const WrittenBoxes& written = {});

}  // namespace efs::data
