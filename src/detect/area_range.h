// Faces by their size, as COCO divides objects.
#pragma once

#include <limits>

namespace efs::detect {

/// Square pixels of the upright image; both ends belong to the range.
struct AreaRange {
  double low_px2 = 0.0;
  double high_px2 = std::numeric_limits<double>::infinity();

  bool contains(double area_px2) const { return area_px2 >= low_px2 && area_px2 <= high_px2; }
};

// cocoeval.Params.setDetParams
inline constexpr AreaRange kAllAreas{};
inline constexpr AreaRange kSmallAreas{.high_px2 = 32.0 * 32.0};
inline constexpr AreaRange kMediumAreas{.low_px2 = 32.0 * 32.0, .high_px2 = 96.0 * 96.0};
inline constexpr AreaRange kLargeAreas{.low_px2 = 96.0 * 96.0};

}  // namespace efs::detect
