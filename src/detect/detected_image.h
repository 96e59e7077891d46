// What was found in an image, beside what is to be found: what all measures of quality begin with.
#pragma once

#include <vector>

#include "detect/detection.h"
#include "detect/truth.h"

namespace efs::detect {

struct DetectedImage {
  std::vector<Detection> detections;  // in any order; scores are finite
  Truth truth;
};

}  // namespace efs::detect
