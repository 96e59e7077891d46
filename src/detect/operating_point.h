// What a deployed detector does: its score threshold, and the faces and false alarms that follow.
#pragma once

#include <cstddef>

#include "detect/pooled_detections.h"

namespace efs::detect {

struct OperatingPoint {
  double threshold = 0.0;  // detections with at least this score are reported
  // At an IoU of at least 0.5, all images together:
  std::size_t right = 0;
  std::size_t false_alarms = 0;
  std::size_t faces = 0;
  std::size_t images = 0;

  // 0 where the divisor is 0.
  double precision() const;
  double recall() const;
  double f1() const;  // harmonic mean of precision and recall
  double false_alarms_per_image() const;
};

OperatingPoint operating_point(const PooledDetections& pooled, double threshold);

}  // namespace efs::detect
