// What ends a search before it has tried everything.
#pragma once

#include <memory>
#include <optional>

#include "search/schedulers/scheduler.h"

namespace efs::search {

/// Whichever comes first; absent: no limit.
struct Budget {
  std::optional<int> trials;    // begins no more than so many; those go on
  std::optional<int> epochs;    // of all trials together
  std::optional<double> hours;  // wall-clock, in which the study was worked on
  /// A fitness that is good enough.
  std::optional<double> target_fitness;
  /// Epochs of all trials together in which hypervolume (with one objective: the best fitness) has
  /// not grown by a thousandth.
  std::optional<int> patience_epochs;
};

/// Whether it says when to end: something other than a number of trials.
bool has_end(const Budget& budget);

/// UsageError: a limit that is not above 0.
void validate(const Budget& budget);

/// `inner`, until the budget but for its trials is spent: then all that has not ended is stopped,
/// also what is running, with the limit as the reason.
std::unique_ptr<Scheduler> with_budget(std::unique_ptr<Scheduler> inner, const Budget& budget,
                                       const FitnessOptions& fitness);

}  // namespace efs::search
