// What a detector does on one image at a score threshold: found, missed, false alarms. For pictures
// and for the worst images.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/image_overlaps.h"

namespace efs::detect {

struct FoundFace {
  std::size_t face = 0;       // its place in Truth::faces
  std::size_t detection = 0;  // its place in DetectedImage::detections
  double iou = 0.0;
};

struct ImageErrors {
  std::vector<FoundFace> found;           // in the order of the faces
  std::vector<std::size_t> missed;        // places in Truth::faces
  std::vector<std::size_t> false_alarms;  // places in DetectedImage::detections, by falling score
};

/// The detections whose score is at least `score_threshold`, matched as by match() with `iou`.
/// Detections that ignored regions excuse are in none of the lists.
ImageErrors image_errors(const ImageOverlaps& image, double score_threshold, double iou = 0.5);

}  // namespace efs::detect
