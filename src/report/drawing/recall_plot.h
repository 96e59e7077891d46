// The plot of recall over false alarms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detect/operating_point.h"
#include "detect/recall_curve.h"
#include "report/drawing/plot.h"

namespace efs::report {

/// A detector on the images of one data set.
struct DetectorCurve {
  std::string name;                         // in the legend
  std::vector<detect::RecallPoint> points;  // of detect::recall_curve()
  /// A threshold that is marked with a dot, and the words beside it.
  std::optional<detect::OperatingPoint> mark;
  std::string mark_label;
};

/// False alarms on a logarithmic axis from 1 on, where the recall is that of at most one.
inline constexpr double kFewestFalseAlarms = 1.0;

/// `images` and `faces`: how many are judged, for the axes.
Plot recall_plot(const std::vector<DetectorCurve>& curves, std::size_t images, std::size_t faces);

}  // namespace efs::report
