#include "search/objectives/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "search/objectives/pareto.h"

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
  return metrics_of(trial, std::numeric_limits<int>::max(), fitness.epoch_choice(), fitness.task());
}

std::optional<double> fitness_of(const study::Trial& trial, const Fitness& fitness) {
  if (study::is_fruitless(trial.state)) return std::nullopt;
  const Metrics metrics = metrics_of(trial, fitness);
  return fitness.violated(metrics) ? std::nullopt : fitness.value(metrics);
}

std::vector<Ranked> leaderboard(const study::History& history, const Fitness& fitness,
                                Order order) {
  struct Entry {
    Ranked ranked;
    std::pair<int, int> reached;  // stage, epochs
  };
  std::vector<Entry> entries;
  for (const auto& trial : history.trials) {
    entries.push_back({{trial.number, metrics_of(trial, fitness), fitness_of(trial, fitness)},
                       {trial.stage, reached_epochs(trial)}});
  }
  std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
    const auto& fitness_a = a.ranked.fitness;
    const auto& fitness_b = b.ranked.fitness;
    if (fitness_a.has_value() != fitness_b.has_value()) return fitness_a.has_value();
    if (order == Order::kFurthestFirst && a.reached != b.reached) return a.reached > b.reached;
    if (fitness_a && *fitness_a != *fitness_b) return fitness.better(*fitness_a, *fitness_b);
    return a.ranked.number < b.ranked.number;
  });
  std::vector<Ranked> result;
  for (auto& entry : entries) result.push_back(entry.ranked);
  return result;
}

std::vector<FrontPoint> pareto_front(std::vector<FrontPoint> points) {
  std::erase_if(points, [](const FrontPoint& point) {
    return !std::isfinite(point.latency_ms) || !std::isfinite(point.accuracy);
  });
  std::ranges::sort(points, {}, [](const FrontPoint& point) {
    return std::tuple(point.latency_ms, -point.accuracy, point.number);
  });
  std::vector<Costs> costs;
  for (const FrontPoint& point : points) costs.push_back({point.latency_ms, -point.accuracy});
  std::vector<FrontPoint> front;
  for (const std::size_t index : non_dominated(costs)) front.push_back(points[index]);
  return front;
}

}  // namespace efs::search
