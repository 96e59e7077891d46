// FDDB's measures: faces found over the number of false alarms (Jain and Learned-Miller 2010,
// UM-CS-2010-009, section 5), and that of its evaluation program. With boxes in place of ellipses,
// so figures differ somewhat from published ones.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "detect/image_overlaps.h"

namespace efs::detect {

/// All detections with at least `score`, of all images.
struct FalseAlarmPoint {
  double score = 0.0;
  std::size_t false_alarms = 0;
  std::size_t right = 0;       // detections with an IoU above 0.5 with their face
  double total_overlap = 0.0;  // sum of the IoUs of all detections that have a face
};

struct FalseAlarmCurve {
  std::size_t faces = 0;
  std::size_t images = 0;
  /// By falling score: wherever faces found or overlaps change, and at the lowest score.
  std::vector<FalseAlarmPoint> points;
};

/// At each score, the detections that have at least that score are assigned to the faces of their
/// image one to one, so that the sum of their IoUs is highest. A detection is right if its IoU is
/// above 0.5. It is a false alarm if it is not right and less than half of it lies in an ignored
/// region. Unlike match(), a surer detection may lose its face to another one.
FalseAlarmCurve false_alarm_curve(std::span<const ImageOverlaps> images);

// The recall that a threshold reaches with at most so many false alarms in all images together: no
// interpolation, and 0 if even the highest score has more. Where a detector has fewer false alarms
// in all, its highest recall. Nothing if there is no face.

/// Share of the faces that are found: FDDB's discrete score.
std::optional<double> discrete_recall(const FalseAlarmCurve& curve, std::size_t false_alarms);
/// Each face counts by its IoU: FDDB's continuous score.
std::optional<double> continuous_recall(const FalseAlarmCurve& curve, std::size_t false_alarms);

}  // namespace efs::detect
