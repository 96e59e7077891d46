// Promotions: how many trials reached each stage or rung, and how good they were there.
#pragma once

#include <cstddef>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

/// What became of the trials that reached one rung (the stages of a staged search are its rungs).
struct RungCounts {
  int rung = 1;
  int epochs = 0;   // its budget; 0: unknown
  int reached = 0;  // all below together: trained in it, or about to be
  int went_on = 0;
  int completed = 0;
  int under_way = 0;  // queued, running or paused
  int stopped = 0;
  int ruled_out = 0;  // infeasible, diverged or failed
};

struct RungValue {
  int rung = 1;
  double fitness = 0.0;  // of the best epoch by the end of this rung
};
/// A trial through the rungs that it has finished: left, or ended in without being ruled out.
struct RungLine {
  LeaderboardRow row;
  int promotions = 0;
  std::vector<RungValue> values;  // ascending; finite
};

struct RungFigure {
  bool by_rungs = false;  // else stages that each keep a fixed number
  bool maximise = true;   // of the fitness
  std::vector<RungCounts> rungs;
  std::size_t trials = 0;       // that have a line
  std::vector<RungLine> lines;  // best trial first; at most kMostRungLines (thinned.h)
};
inline constexpr std::size_t kMostRungLines = 200;

/// Empty for a search that has only one rung, and before the first epoch.
RungFigure rung_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_rungs(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
