// From the rows that a network puts out to the faces of the image.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/config/number_range.h"
#include "detect/detection.h"
#include "detect/placement.h"

namespace efs::detect {

/// xmin ymin xmax ymax score
inline constexpr std::size_t kRowLength = 5;

/// What DecodeOptions may hold.
inline constexpr NumberRange kScoreThreshold{.low = 0.0, .high = 1.0};
inline constexpr NumberRange kNmsIou{.low = 0.0, .high = 1.0};

struct DecodeOptions {
  /// Rows with a lower score are dropped. The default is that of WIDER FACE's evaluations (SCRFD,
  /// YuNet): average precision needs the doubtful detections as well. A deployed detector has its
  /// own, much higher one: see threshold.h.
  double score_threshold = 0.02;
  /// As OpenCV's FaceDetectorYN. Faces rarely hide each other: 4 of the 4,029 in FDDB's folds 1 to
  /// 8 overlap another by more, and 1 by more than the usual 0.45 of general detectors, which
  /// leaves more doubles.
  double nms_iou = 0.3;
  std::size_t largest_count = 100;
};

/// `rows` is [N,5]: xmin ymin xmax ymax score, relative to the input (to_input()), in any order.
/// The result is sorted by falling score, with boxes in pixels of the image and clipped to it;
/// boxes that are empty then are dropped, as are doubles (nms()).
///
/// Error if N * 5 is not the number of values, if a value is NaN or infinite, or a score is no
/// share (beyond 0 to 1 by more than rounding): that network is broken, or is none of ours.
/// UsageError if an option is out of its range.
std::vector<Detection> decode(std::span<const float> rows, const Placement& placement,
                              const DecodeOptions& options);

}  // namespace efs::detect
