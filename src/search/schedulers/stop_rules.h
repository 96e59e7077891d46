// Rules that stop running trials which are not worth finishing.
#pragma once

#include <memory>

#include "search/schedulers/scheduler.h"

namespace efs::search {

struct StopRules {
  /// Median stop (Golovin et al. 2017): more than half of the others were better at the same epoch
  /// (with several objectives: dominated it there).
  bool median = false;
  /// The best that its learning curve may reach by the last epoch is worse than what another trial
  /// has already reached (with several objectives: is dominated by it; latency is known from the
  /// start).
  bool extrapolation = false;
  /// No rule looks at a trial before it has trained so many epochs, nor with fewer others.
  int grace_epochs = 3;
  int least_others = 5;

  bool any() const { return median || extrapolation; }
};

/// `inner`, with the trials that a rule condemns stopped, and the rule as the reason.
std::unique_ptr<Scheduler> with_stop_rules(std::unique_ptr<Scheduler> inner, const StopRules& rules,
                                           const FitnessOptions& fitness, int max_epochs);

}  // namespace efs::search
