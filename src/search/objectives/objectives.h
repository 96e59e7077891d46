// How trials are compared while they are trained: one fitness, or several objectives.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "search/objectives/fitness.h"
#include "search/objectives/pareto.h"

namespace efs::search {

/// One thread at a time. Construction: UsageError as Fitness; fewer than two objectives where there
/// are any.
class Objectives {
 public:
  explicit Objectives(const FitnessOptions& options);

  /// How many numbers costs have: 1 for a fitness.
  std::size_t size() const { return goals_.size(); }
  /// Nothing where a metric that is read is unknown, a constraint is violated, or a result is not
  /// finite.
  std::optional<Costs> costs(const Metrics& metrics) const;
  /// By the trial's first `epoch` epochs, whatever has become of it since.
  std::optional<Costs> costs(const study::Trial& trial,
                             int epoch = std::numeric_limits<int>::max()) const;
  Metrics metrics(const study::Trial& trial, int epoch = std::numeric_limits<int>::max()) const;
  /// Where hypervolume begins to count, as costs. `worst`: for objectives without a reference.
  Costs reference(const Costs& worst) const;
  /// The first objective, as its own number again.
  double shown(const Costs& costs) const;

 private:
  struct Goal {
    Fitness fitness;
    double sign = 1.0;  // of its cost
    std::optional<double> reference;
  };
  std::vector<Goal> goals_;
  Judged judged_;
  Task task_;
};

}  // namespace efs::search
