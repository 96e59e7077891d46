#include "report/leaderboard/front.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace efs::report {

std::string first_target(const ReportSource& source) {
  return source.fitness.target_names.empty() ? "" : source.fitness.target_names.front();
}

bool aims_at(const search::FitnessOptions& fitness, const std::string& target) {
  return search::reads(fitness, "target_latency_ms") &&
         search::reads(fitness, search::latency_metric(target));
}

bool comparable(const LeaderboardRow& row) {
  return !study::is_fruitless(row.state) && row.accuracy && row.latency_ms && *row.latency_ms > 0.0;
}

std::optional<double> mean_best_accuracy(const std::vector<search::FrontPoint>& front,
                                         double reference_latency_ms) {
  if (!std::isfinite(reference_latency_ms) || reference_latency_ms <= 0.0) return std::nullopt;
  return search::hypervolume(search::costs_of(front), {reference_latency_ms, 0.0}) /
         reference_latency_ms;
}

void mark_front(Rows& rows, double reference_latency_ms) {
  std::vector<search::FrontPoint> points;
  std::map<int, LeaderboardRow*> by_number;
  for (LeaderboardRow& row : rows) {
    row.on_front = row.knee = false;
    row.hypervolume = row.hypervolume_contribution = std::nullopt;
    by_number[row.trial] = &row;
    if (comparable(row)) points.push_back({*row.latency_ms, *row.accuracy, row.trial});
  }
  const std::vector<search::FrontPoint> front = search::pareto_front(std::move(points));
  const std::vector<search::Costs> costs = search::costs_of(front);
  const auto knee = search::knee(costs);
  const auto all = mean_best_accuracy(front, reference_latency_ms);
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

double reference_latency_ms(const ReportSource& source, const std::string& target) {
  return search::reference_latency_ms(source.fitness, search::latency_metric(target));
}

Rows rows_on(const ReportSource& source, Rows rows, const std::string& target) {
  for (LeaderboardRow& row : rows) row.latency_ms = latency_on(row, target);
  mark_front(rows, reference_latency_ms(source, target));
  return rows;
}

}  // namespace efs::report
