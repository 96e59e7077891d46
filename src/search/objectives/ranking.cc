#include "search/objectives/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace efs::search {
namespace {

/// A trial that has finished its stage counts as having reached the stage's end, even if a plateau
/// stopped it before.
int reached_epochs(const study::Trial& trial) {
  return study::is_under_way(trial.state) ? trial.epochs_done()
                                          : std::max(trial.epochs_done(), trial.target_epoch);
}

}  // namespace

Metrics metrics_of(const study::Trial& trial, const Fitness& fitness) {
  return metrics_of(trial, fitness.task(), std::numeric_limits<int>::max(), fitness.epoch_choice());
}

std::optional<double> fitness_of(const study::Trial& trial, const Fitness& fitness) {
  if (study::is_fruitless(trial.state)) return std::nullopt;
  const Metrics metrics = metrics_of(trial, fitness);
  return fitness.violated(metrics) ? std::nullopt : fitness.value(metrics);
}

std::vector<Ranked> leaderboard(const study::History& history, const Fitness& fitness,
                                Order order) {
  const double sign = fitness.direction() == Direction::kMaximize ? -1.0 : 1.0;
  const bool by_stage = order == Order::kFurthestFirst;
  using Place = std::tuple<bool, int, int, double, int>;  // the smallest first
  std::vector<std::pair<Place, Ranked>> entries;
  for (const auto& trial : history.trials) {
    const auto value = fitness_of(trial, fitness);
    entries.push_back({{!value, by_stage ? -trial.stage : 0, by_stage ? -reached_epochs(trial) : 0,
                        value ? sign * *value : 0.0, trial.number},
                       {trial.number, metrics_of(trial, fitness), value}});
  }
  std::ranges::sort(entries, {}, &std::pair<Place, Ranked>::first);
  std::vector<Ranked> result;
  for (auto& [place, ranked] : entries) result.push_back(std::move(ranked));
  return result;
}

std::vector<FrontPoint> pareto_front(std::vector<FrontPoint> points) {
  std::erase_if(points, [](const FrontPoint& point) {
    return !std::isfinite(point.latency_ms) || !std::isfinite(point.accuracy);
  });
  std::ranges::sort(points, {}, [](const FrontPoint& point) {
    return std::tuple(point.latency_ms, -point.accuracy, point.number);
  });
  std::vector<FrontPoint> front;
  for (const std::size_t index : non_dominated(costs_of(points))) front.push_back(points[index]);
  return front;
}

std::vector<Costs> costs_of(const std::vector<FrontPoint>& points) {
  std::vector<Costs> costs;
  for (const FrontPoint& point : points) costs.push_back({point.latency_ms, -point.accuracy});
  return costs;
}

}  // namespace efs::search
