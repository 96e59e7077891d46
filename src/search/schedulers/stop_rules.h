// Trials that are stopped while they run, because they will not be worth it.
#pragma once

#include <memory>

#include "search/schedulers/scheduler.h"

namespace efs::search {

struct StopRules {
  /// Median stop (Golovin et al. 2017): more than half of the others were better at the same epoch
  /// (with several objectives: dominated it there).
  bool median = false;
  /// What its learning curve promises at best, at the last epoch, is worse than what another has
  /// already reached (with several objectives: is dominated by it; latency is known from the
  /// start).
  bool extrapolation = false;
  /// No rule judges a trial before it has trained so many epochs, nor against fewer others.
  int grace_epochs = 3;
  int least_others = 5;

  bool any() const { return median || extrapolation; }
};

/// `inner`, and the trials that a rule condemns are stopped, with the rule as the reason.
std::unique_ptr<Scheduler> with_stop_rules(std::unique_ptr<Scheduler> inner, const StopRules& rules,
                                           const FitnessOptions& fitness, int max_epochs);

}  // namespace efs::search
