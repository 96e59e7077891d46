// What the output for one image is compared with. torch-free.
#pragma once

#include <vector>

#include "detect/box.h"

namespace efs::train {

/// Relative to the network's input.
struct Target {
  std::vector<detect::RelativeBox> faces;
  /// Regions where an answer is neither right nor wrong.
  std::vector<detect::RelativeBox> ignored = {};
};

}  // namespace efs::train
