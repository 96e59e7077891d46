// A face as a network reports it.
#pragma once

#include "detect/box.h"

namespace efs::detect {

struct Detection {
  Box box;             // pixels of the image as stored
  double score = 0.0;  // 0 to 1, higher is surer
};

}  // namespace efs::detect
