// How the result of a study grew while it ran.
#pragma once

#include <string>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

/// The state from an epoch on that made the front, or the best accuracy, better.
struct ProgressPoint {
  /// Seconds since the study's first epoch began; or epochs trained in the study.
  double x = 0.0;
  double hypervolume = 0.0;    // mean_best_accuracy (front.h)
  double best_accuracy = 0.0;  // of any latency
  int trial = 0;               // whose epoch it was
  std::string label;
  int epoch = 0;
};
struct ProgressFigure {
  search::Metric accuracy;
  /// False where the time of some epoch is not known: x counts epochs, in the order of stages and
  /// trials.
  bool by_time = false;
  double reference_latency_ms = 0.0;
  /// Ascending x; the last one repeats the state at the study's last epoch. Where there are more
  /// than kMostProgressPoints, some in between are left out.
  std::vector<ProgressPoint> points;
};
inline constexpr std::size_t kMostProgressPoints = 500;

/// The comparable trials (front.h) by the run that counts, as if their latencies had been known from
/// the start; so it ends with the hypervolume of the front. Empty without one.
ProgressFigure progress_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_progress(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
