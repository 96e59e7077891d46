// What is to be found in an image.
#pragma once

#include <vector>

#include "detect/box.h"

namespace efs::detect {

/// Boxes in pixels of the upright image.
struct Truth {
  std::vector<Box> faces;
  /// Regions in which a detection is neither right nor wrong: crowds, faces that are too small or
  /// too difficult to be asked for.
  std::vector<Box> ignored;
};

}  // namespace efs::detect
