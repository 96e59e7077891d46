// The score threshold to deploy, chosen on validation images.
#pragma once

#include <optional>

#include "core/config/number_range.h"
#include "detect/operating_point.h"

namespace efs::detect {

/// False alarms per image that may be asked for.
inline constexpr NumberRange kFalseAlarmsPerImage = kNotNegative;

// The threshold lies halfway between the lowest score that it accepts and the next lower one, so
// that the rounding of another runtime does not decide. Where all are accepted, the next lower one is
// `score_floor`: the threshold that the detections were decoded with, for nothing is known of what
// lies below it. Nothing is returned where no threshold finds a face.

/// Where F1 at IoU 0.5 is highest; of equal ones the highest threshold.
std::optional<OperatingPoint> best_f1_threshold(const PooledDetections& pooled,
                                                double score_floor = 0.0);

/// The lowest threshold with at most so many false alarms an image, mean over the images. UsageError
/// if `false_alarms_per_image` is outside kFalseAlarmsPerImage.
std::optional<OperatingPoint> lowest_threshold(const PooledDetections& pooled,
                                               double false_alarms_per_image,
                                               double score_floor = 0.0);

}  // namespace efs::detect
