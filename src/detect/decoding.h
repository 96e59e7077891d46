// From the rows that a network puts out to the faces of the image.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/config/number_range.h"
#include "detect/detection.h"
#include "detect/nms.h"
#include "detect/placement.h"

namespace efs::detect {

/// xmin ymin xmax ymax score
inline constexpr std::size_t kRowLength = 5;

/// What DecodeOptions may hold.
inline constexpr NumberRange kScoreThreshold{.low = 0.0, .high = 1.0};
inline constexpr NumberRange kNmsIou{.low = 0.0, .high = 1.0};

struct DecodeOptions {
  /// Rows with a lower score are dropped. The default is that of mmdetection's configuration for
  /// WIDER FACE: average precision needs the doubtful detections as well. A deployed detector has
  /// its own, much higher one: see threshold.h.
  double score_threshold = 0.02;
  // As in NmsOptions:
  double nms_iou = NmsOptions{}.iou;
  std::size_t largest_count = NmsOptions{}.largest_count;
};

/// `rows` is [N,5]: xmin ymin xmax ymax score, relative to the input (to_input()), in any order.
/// The result is sorted by falling score, with boxes in pixels of the image and clipped to it;
/// boxes that are then empty are dropped, and so are duplicates (nms()).
///
/// Error if the number of values is not a multiple of 5, a value is NaN or infinite, or a score is
/// outside 0 to 1 by more than rounding: the network is broken or has another output.
/// UsageError if an option is out of its range.
std::vector<Detection> decode(std::span<const float> rows, const Placement& placement,
                              const DecodeOptions& options);

}  // namespace efs::detect
