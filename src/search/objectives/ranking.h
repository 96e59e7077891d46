// The leaderboard's order and the Pareto front.
#pragma once

#include <optional>
#include <vector>

#include "search/objectives/fitness.h"
#include "search/objectives/pareto.h"
#include "study/trial.h"

namespace efs::search {

/// The metrics that a trial is ranked by: those of the epoch that the fitness chooses.
Metrics metrics_of(const study::Trial& trial, const Fitness& fitness);
/// The fitness of these metrics. Nothing for a trial that is infeasible, diverged or failed, or
/// that violates a constraint.
std::optional<double> fitness_of(const study::Trial& trial, const Fitness& fitness);

struct Ranked {
  int number = 0;  // of the trial
  Metrics metrics;
  std::optional<double> fitness;
};

enum class Order {
  /// Trials that got further (stage, then epochs) first, then by fitness: for schedulers that only
  /// compare trials within a stage.
  kFurthestFirst,
  kByFitness,
};

/// Best first, ties by number; trials without a fitness last.
std::vector<Ranked> leaderboard(const study::History& history, const Fitness& fitness,
                                Order order = Order::kFurthestFirst);

struct FrontPoint {
  double latency_ms = 0.0;
  double accuracy = 0.0;
  int number = 0;
};
/// The points that no other dominates (no worse in both of latency and accuracy, better in one),
/// by rising latency; equal points all stay. Points that are not finite are left out.
std::vector<FrontPoint> pareto_front(std::vector<FrontPoint> points);
/// Both to be minimised: the latency, and the accuracy with its sign changed.
std::vector<Costs> costs_of(const std::vector<FrontPoint>& points);

}  // namespace efs::search
