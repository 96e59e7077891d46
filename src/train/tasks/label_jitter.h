// Labels that are not trusted to the pixel. torch-free.
#pragma once

#include "core/rng.h"
#include "detect/box.h"

namespace efs::train {

/// The box with each side moved by up to this share of the box's size; 0: as it is, and nothing is
/// drawn.
inline detect::RelativeBox jittered(const detect::RelativeBox& box, double share, Rng& rng) {
  if (share <= 0.0) return box;
  const double x = share * box.width(), y = share * box.height();
  return {box.xmin + rng.uniform(-x, x), box.ymin + rng.uniform(-y, y),
          box.xmax + rng.uniform(-x, x), box.ymax + rng.uniform(-y, y)};
}

}  // namespace efs::train
