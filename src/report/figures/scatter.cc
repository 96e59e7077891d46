#include "report/figures/scatter.h"

#include <algorithm>

#include "report/leaderboard/front.h"

namespace efs::report {
namespace {

/// The fitness weighs the latency on this target against target_latency_ms.
bool aims_at(const search::FitnessOptions& fitness, const std::string& target) {
  return search::reads(fitness, "target_latency_ms") &&
         search::reads(fitness, search::latency_metric(target));
}

}  // namespace

ScatterFigure scatter_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  ScatterFigure figure{.accuracy = source.fitness.task.accuracy_metric()};
  figure.reference_latency_ms = source.reference_latency_ms;
  for (const LeaderboardRow& row : rows) {
    if (!comparable(row)) continue;
    ScatterPoint point{.trial = row.trial,
                       .architecture = network_label(row),
                       .label = trial_label(row),
                       .state = study::to_string(row.state),
                       .epochs = row.epochs,
                       .latency_ms = *row.latency_ms,
                       .accuracy = *row.accuracy,
                       .knee = row.knee};
    if (row.on_front) figure.hypervolume = row.hypervolume;
    (row.on_front ? figure.front : figure.others).push_back(std::move(point));
  }
  std::sort(figure.front.begin(), figure.front.end(),
            [](const ScatterPoint& a, const ScatterPoint& b) {
              return a.latency_ms != b.latency_ms ? a.latency_ms < b.latency_ms : a.trial < b.trial;
            });
  if (aims_at(source.fitness, "") || aims_at(source.fitness, first_target(source))) {
    figure.target_latency_ms = source.fitness.target_latency_ms;
  }
  return figure;
}

std::vector<ScatterFigure> scatter_figures(const ReportSource& source,
                                           const std::vector<LeaderboardRow>& rows) {
  std::vector<ScatterFigure> figures{scatter_figure(source, rows)};
  figures.front().target = first_target(source);
  for (const std::string& target : other_targets(rows)) {
    ScatterFigure figure = scatter_figure(source, rows_on(source, rows, target));
    figure.target = target;
    figure.suffix = "-" + target;
    figure.target_latency_ms.reset();
    if (aims_at(source.fitness, target)) {
      figure.target_latency_ms = source.fitness.target_latency_ms;
    }
    figure.reference_latency_ms = reference_latency_ms(source, target);
    figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace efs::report
