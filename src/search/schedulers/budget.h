// Limits that end a search before it has tried everything.
#pragma once

#include <memory>
#include <optional>

#include "search/schedulers/scheduler.h"

namespace efs::search {

/// The search ends at the first limit that it reaches. All are above 0; absent: no limit.
struct Budget {
  std::optional<int> trials;    // no more are begun; those that have begun go on
  std::optional<int> epochs;    // of all trials together
  std::optional<double> hours;  // wall-clock, in which workers worked on the study
  /// A fitness that is good enough; any number.
  std::optional<double> target_fitness;
  /// Epochs of all trials together in which hypervolume (with one objective: the best fitness) has
  /// not grown by a thousandth.
  std::optional<int> patience_epochs;
};

/// Whether there is a limit other than the number of trials.
bool has_end(const Budget& budget);

/// `inner`, until a limit other than the number of trials is reached: then all trials that have not
/// ended are stopped, even running ones, with the limit as the reason.
std::unique_ptr<Scheduler> with_budget(std::unique_ptr<Scheduler> inner, const Budget& budget,
                                       const FitnessOptions& fitness);

}  // namespace efs::search
