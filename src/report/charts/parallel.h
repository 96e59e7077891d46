// Every judged trial as a line through its parameters and results.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/charts/charts.h"
#include "report/drawing/ticks.h"

namespace efs::report {

/// A vertical axis; positions run from 0 (bottom) to 1 (top).
struct ParallelAxis {
  std::string name;
  bool logarithmic = false;
  std::vector<Tick> ticks;  // `value` is a position
};
struct ParallelLine {
  LeaderboardRow row;  // without a latency that is not above 0
  /// 0: the worst fitness of the study, 1: the best; by rank, so that one outlier does not hide the
  /// others. Absent without a fitness.
  std::optional<double> shade;
  std::vector<double> positions;  // one an axis
};
struct ParallelFigure {
  /// The parameters that vary, by name but the architecture first; then accuracy, latency, fitness
  /// as far as they are known. Names are evenly spaced; numbers are placed linearly, or
  /// logarithmically where they span more than a factor of 20. A trial without a value passes
  /// through the tick at the bottom.
  std::vector<ParallelAxis> axes;
  std::size_t trials = 0;           // judged
  std::vector<ParallelLine> lines;  // best trial first; at most kMostParallelLines (thinned.h)
};
inline constexpr std::size_t kMostParallelLines = 400;

/// The trials that have an accuracy and are not ruled out; no lines if no parameter varies.
ParallelFigure parallel_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_parallel(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
