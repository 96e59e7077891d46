#include "search/objectives/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace efs::search {

namespace {

/// A trial that is through with its stage counts as having reached its end, also where it stopped
/// at a plateau.
int reached_epochs(const study::Trial& trial) {
  const bool under_way =
      trial.state == study::TrialState::kQueued || trial.state == study::TrialState::kRunning;
  return under_way ? trial.epochs_done() : std::max(trial.epochs_done(), trial.target_epoch);
}

}  // namespace

Metrics judged_metrics(const study::Trial& trial, const Fitness& fitness) {
  return metrics_of(trial, std::numeric_limits<int>::max(), fitness.judged(), fitness.task());
}

std::optional<double> fitness_of(const study::Trial& trial, const Fitness& fitness) {
  switch (trial.state) {
    case study::TrialState::kInfeasible:
    case study::TrialState::kDiverged:
    case study::TrialState::kFailed:
      return std::nullopt;
    default:
      break;
  }
  const Metrics metrics = judged_metrics(trial, fitness);
  if (fitness.violated(metrics)) return std::nullopt;
  return fitness.value(metrics);
}

std::vector<Ranked> leaderboard(const study::History& history, const Fitness& fitness,
                                Order order) {
  struct Entry {
    Ranked ranked;
    std::pair<int, int> reached;  // stage, epochs
  };
  std::vector<Entry> entries;
  for (const auto& trial : history.trials) {
    entries.push_back({{trial.number, judged_metrics(trial, fitness), fitness_of(trial, fitness)},
                       {trial.stage, reached_epochs(trial)}});
  }
  std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
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
  std::sort(points.begin(), points.end(), [](const FrontPoint& a, const FrontPoint& b) {
    if (a.latency_ms != b.latency_ms) return a.latency_ms < b.latency_ms;
    if (a.accuracy != b.accuracy) return a.accuracy > b.accuracy;
    return a.number < b.number;
  });
  std::vector<FrontPoint> front;
  for (const auto& point : points) {
    if (!std::isfinite(point.latency_ms) || !std::isfinite(point.accuracy)) continue;
    const bool equal = !front.empty() && front.back().latency_ms == point.latency_ms &&
                       front.back().accuracy == point.accuracy;
    if (front.empty() || equal || point.accuracy > front.back().accuracy) front.push_back(point);
  }
  return front;
}

}  // namespace efs::search
