// All figures of a report.
#pragma once

#include <vector>

#include "report/figures/importance.h"
#include "report/figures/learning.h"
#include "report/figures/parallel.h"
#include "report/figures/progress.h"
#include "report/figures/rung.h"
#include "report/figures/scatter.h"
#include "report/figures/stages.h"
#include "report/figures/timeline.h"
#include "report/leaderboard/leaderboard.h"

namespace efs::report {

struct PageFigures {
  std::vector<LeaderboardRow> rows;
  std::vector<ScatterFigure> scatters;  // of the targets
  ProgressFigure progress;
  search::Importance importance;
  ParallelFigure parallel;
  RungFigure rungs;
  LearningFigure learning;
  TimelineFigure timeline;
  std::vector<StageFigure> stages;
};

inline PageFigures page_figures(const ReportSource& source) {
  PageFigures figures{.rows = leaderboard_rows(source)};
  figures.scatters = scatter_figures(source, figures.rows);
  figures.progress = progress_figure(source, figures.rows);
  figures.importance = importance_figure(source, figures.rows);
  figures.parallel = parallel_figure(source, figures.rows);
  figures.rungs = rung_figure(source, figures.rows);
  figures.learning = learning_figure(source, figures.rows);
  figures.timeline = timeline_figure(source, figures.rows);
  figures.stages = stage_figures(source, figures.rows);
  return figures;
}

}  // namespace efs::report
