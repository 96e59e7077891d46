// The thresholds that tell detections apart: detections of equal score are accepted together.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/pooled_detections.h"

namespace efs::detect {

struct ScoreBlock {
  double score = 0.0;
  // Among all detections with at least this score:
  std::size_t right = 0;
  std::size_t wrong = 0;
};

/// One for each score that occurs, falling. `iou` is a place in kIouThresholds.
std::vector<ScoreBlock> score_blocks(const PooledDetections& pooled, std::size_t iou);

}  // namespace efs::detect
