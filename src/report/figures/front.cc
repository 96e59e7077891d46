#include "report/figures/front.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "search/judge/pareto.h"

namespace efs::report {
namespace {

/// Both to be minimised: latency, and the accuracy that is missing.
std::vector<search::Costs> costs_of(const std::vector<search::FrontPoint>& front) {
  std::vector<search::Costs> costs;
  for (const search::FrontPoint& point : front)
    costs.push_back({point.latency_ms, -point.accuracy});
  return costs;
}

bool usable(double reference_latency_ms) {
  return std::isfinite(reference_latency_ms) && reference_latency_ms > 0.0;
}

/// The fitness weighs the latency on this target against target_latency_ms.
bool aims_at(const search::FitnessOptions& fitness, const std::string& target) {
  return search::reads(fitness, "target_latency_ms") &&
         search::reads(fitness, search::latency_metric(target));
}

}  // namespace

std::string first_target(const ReportSource& source) {
  return source.fitness.targets.empty() ? "" : source.fitness.targets.front();
}

bool comparable(const LeaderboardRow& row) {
  return !ruled_out(row.state) && row.val_iou && row.latency_ms && *row.latency_ms > 0.0;
}

std::optional<double> mean_best_iou(const std::vector<search::FrontPoint>& front,
                                    double reference_latency_ms) {
  if (!usable(reference_latency_ms)) return std::nullopt;
  return search::hypervolume(costs_of(front), {reference_latency_ms, 0.0}) / reference_latency_ms;
}

void mark_front(std::vector<LeaderboardRow>& rows, double reference_latency_ms) {
  std::vector<search::FrontPoint> points;
  std::map<int, LeaderboardRow*> by_number;
  for (LeaderboardRow& row : rows) {
    row.on_front = row.knee = false;
    row.hypervolume = row.hypervolume_contribution = std::nullopt;
    by_number[row.trial] = &row;
    if (comparable(row)) points.push_back({*row.latency_ms, *row.val_iou, row.trial});
  }
  const std::vector<search::FrontPoint> front = search::pareto_front(std::move(points));
  const std::vector<search::Costs> costs = costs_of(front);
  const auto knee = search::knee(costs);
  const auto all = mean_best_iou(front, reference_latency_ms);
  std::vector<double> alone;
  if (all) alone = search::hypervolume_contributions(costs, {reference_latency_ms, 0.0});
  for (std::size_t i = 0; i < front.size(); ++i) {
    LeaderboardRow& row = *by_number.at(front[i].number);
    row.on_front = true;
    row.knee = knee == i;
    row.hypervolume = all;
    if (all) row.hypervolume_contribution = alone[i] / reference_latency_ms;
  }
}

ScatterFigure scatter_figure(const ReportSource& source, const std::vector<LeaderboardRow>& rows) {
  ScatterFigure figure;
  figure.reference_latency_ms = source.reference_latency_ms;
  for (const LeaderboardRow& row : rows) {
    if (!comparable(row)) continue;
    ScatterPoint point{.trial = row.trial,
                       .architecture = network_label(row),
                       .label = trial_label(row),
                       .state = study::to_string(row.state),
                       .epochs = row.epochs,
                       .latency_ms = *row.latency_ms,
                       .val_iou = *row.val_iou,
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

double reference_latency_ms(const ReportSource& source, const std::string& target) {
  return search::reference_latency_ms(source.fitness, search::latency_metric(target));
}

std::vector<LeaderboardRow> rows_on(const ReportSource& source, std::vector<LeaderboardRow> rows,
                                    const std::string& target) {
  for (LeaderboardRow& row : rows) row.latency_ms = latency_on(row, target);
  mark_front(rows, reference_latency_ms(source, target));
  return rows;
}

}  // namespace efs::report
