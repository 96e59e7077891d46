// Every trial's accuracy over its epochs, also where it was cut short.
#pragma once

#include <cstddef>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

/// How a learning curve ends.
enum class CurveEnd {
  kCompleted,
  kUnderWay,  // queued, running or paused
  kStopped,
  kRuledOut,  // diverged or failed
};

struct LearningPoint {
  int epoch = 0;
  double accuracy = 0.0;  // finite
};
struct LearningCurve {
  LeaderboardRow row;
  CurveEnd end = CurveEnd::kUnderWay;
  std::vector<LearningPoint> points;  // of the run that counts; not empty
};
struct LearningFigure {
  search::Metric accuracy;
  std::size_t trials = 0;             // that have a curve
  std::vector<LearningCurve> curves;  // best trial first; at most kMostLearningCurves (thinned.h)
};
inline constexpr std::size_t kMostLearningCurves = 300;

LearningFigure learning_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_learning(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
