// The curve of precision over recall, for a picture.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/pooled_detections.h"

namespace efs::detect {

struct PrecisionRecall {
  double score = 0.0;  // the threshold that gives the point
  double recall = 0.0;
  double precision = 0.0;
};

/// By falling score and rising recall: a point wherever a lower threshold finds more faces, at most
/// one for each face. Precisions are as measured; average_precisions() takes the highest from a
/// point on. `iou` is a place in kIouThresholds. Empty if there is no face.
std::vector<PrecisionRecall> precision_recall_curve(const PooledDetections& pooled,
                                                    std::size_t iou = kIou50);

}  // namespace efs::detect
