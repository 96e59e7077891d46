// A face as a detector reports it.
#pragma once

#include "detect/box.h"

namespace efs::detect {

struct Detection {
  Box box;  // pixels of the upright image
  /// Higher is surer. A network's is 0 to 1, another detector's any finite number.
  double score = 0.0;
};

}  // namespace efs::detect
