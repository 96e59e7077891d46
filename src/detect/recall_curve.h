// FDDB's discrete curve as pictures and files show it: recall over false alarms.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/false_alarms.h"

namespace efs::detect {

struct RecallPoint {
  std::size_t false_alarms = 0;
  double recall = 0.0;  // discrete_recall() with at most so many false alarms
  double score = 0.0;   // a threshold that reaches it

  bool operator==(const RecallPoint&) const = default;
};

/// By rising false alarms: a point wherever the recall rises and, if the detector has more false
/// alarms than that, one at the most that it has. In between, the recall is that of the point before.
/// If there are more than `most` (at least 2) points, some between the first and the last are left
/// out, evenly by rank; the recall that is then stated in between is too low, never too high. Empty if
/// there is no face or no detection.
std::vector<RecallPoint> recall_curve(const FalseAlarmCurve& curve, std::size_t most = 200);

}  // namespace efs::detect
