// How trials are compared while they are trained: one fitness, or several objectives.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "search/objectives/fitness.h"
#include "search/objectives/pareto.h"

namespace efs::search {

/// For one thread at a time. Construction: UsageError as from Fitness, and for a single objective
/// or more than kMostObjectives.
class Objectives {
 public:
  explicit Objectives(const FitnessOptions& options);

  /// The size of Costs: 1 for a fitness.
  std::size_t size() const { return goals_.size(); }
  /// Nothing where a metric that is read is unknown, a constraint is violated, or a result is not
  /// finite.
  std::optional<Costs> costs(const Metrics& metrics) const;
  /// From the trial's first `epoch` epochs, whatever state it is in by now.
  std::optional<Costs> costs(const study::Trial& trial,
                             int epoch = std::numeric_limits<int>::max()) const;
  Metrics metrics(const study::Trial& trial, int epoch = std::numeric_limits<int>::max()) const;
  /// Where hypervolume begins to count, as costs. Objectives without a reference take `worst`.
  Costs reference(const Costs& worst) const;
  /// The value of the first objective.
  double shown(const Costs& costs) const;

 private:
  struct Goal {
    Fitness fitness;
    double sign = 1.0;  // of its cost
    std::optional<double> reference;
  };
  std::vector<Goal> goals_;
};

}  // namespace efs::search
