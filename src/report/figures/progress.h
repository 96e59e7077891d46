// How the result of a study grew while it ran.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

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

/// Of the trials that are comparable (front.h), with a latency known from the start, and of the
/// run that counts; so it ends with the front's own hypervolume. Empty without one.
ProgressFigure progress_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows);

}  // namespace efs::report
