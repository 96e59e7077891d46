// How the trials of each stage (or rung) learnt.
#pragma once

#include <cstddef>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

/// True if trials are promoted one by one at rungs: several stages, none of which says how many go
/// on.
bool by_rungs(const ReportSource& source);

struct StageCurve {
  LeaderboardRow row;
  bool survivor = false;
  /// In the source's history: the run up to this stage's end. A trial that went on from its
  /// checkpoint starts at epoch 1, one that was restarted shows this stage only.
  std::vector<const study::EpochRecord*> points;
};
/// One stage: the survivors, best first, then the others that were trained in it.
struct StageFigure {
  int stage = 1;
  int epochs = 0;  // the stage's budget; 0: unknown
  int keep = 0;    // networks that go on; 0: unknown, or not fixed in advance
  bool rung = false;
  bool last = false;                    // the last that the search plans
  std::size_t trials = 0;               // trained in it
  std::vector<search::Metric> metrics;  // that have a chart
  std::vector<StageCurve> curves;       // at most kMostStageCurves (thinned.h)
};
inline constexpr std::size_t kMostStageCurves = 100;

/// Survivors are the trials that went on to a later stage. In the last stage these are all that
/// reached it; in a stage from which none has gone on yet the best `keep` so far, if that is fixed.
std::vector<StageFigure> stage_figures(const ReportSource& source, const Rows& rows);

DrawnChart draw_stages(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
