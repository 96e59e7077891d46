// How a study searches: its scheduler, its sampler, what stops a trial and what ends the search.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "search/objectives/ranking.h"
#include "search/samplers/sampler.h"
#include "search/schedulers/budget.h"
#include "search/schedulers/scheduler.h"
#include "search/schedulers/stop_rules.h"

namespace efs::search {

enum class SchedulerKind {
  kStaged,     // the original's (scheduler.h)
  kFull,       // every trial to the last epoch
  kHalving,    // successive halving (Jamieson and Talwalkar 2016): one bracket
  kHyperband,  // brackets that begin with fewer trials and more epochs (Li et al. 2018)
  kAsha,       // asynchronous halving by promotion (Li et al. 2020); with objectives: MO-ASHA
  kPasha,      // ASHA whose last rung grows while the ranking changes (Bohdal et al. 2023)
};
/// By their names in a configuration.
const std::vector<std::pair<std::string, SchedulerKind>>& scheduler_names();

struct RungOptions {
  int min_epochs = 1;  // the first rung has at least so many
  int max_epochs = 60;
  /// One in so many of the trials on a rung goes on, to so many times the epochs.
  double reduction = 3.0;
};

struct Strategy {
  SchedulerKind scheduler = SchedulerKind::kStaged;
  StagedOptions staged;    // for kStaged
  RungOptions rungs;       // for all others; kFull reads only max_epochs
  SamplerOptions sampler;  // kStaged: kGrid only
  StopRules stop;
  Budget budget;
};

/// The epochs of the rungs, growing: max_epochs, and that divided by `reduction` again and again
/// (rounded) while it is at least min_epochs. UsageError: min_epochs < 1 or > max_epochs, or
/// reduction < 1.5.
std::vector<int> rung_epochs(const RungOptions& options);

/// The stages of trials, for display: the scheduler's rungs or its stages.
std::vector<Stage> stages_of(const Strategy& strategy);

/// How the study's trials are ranked: stages compare trials that got equally far.
Order leaderboard_order(const Strategy& strategy);

/// The most trials that the search begins; nothing: as many as the budget allows.
std::optional<std::size_t> planned_trials(const Strategy& strategy, const Space& space);

/// Epochs of all trials together, if every rung or stage keeps as many trials as it may and none
/// ends before; nothing where only time or results end the search.
std::optional<double> planned_epochs(const Strategy& strategy, const Space& space);

/// ASHA and PASHA promote a trial as soon as it is among the best 1/reduction of its rung, and
/// begin a new one where none is. After the last of budget.trials, or of the space's points, the
/// search is done; but with a budget that has_end() and no number of trials, the next best go on
/// until it is spent. No worker waits while there is something to train. `prior`: trials of other
/// studies, from which samplers learn. UsageError: parts that do not fit together, with the cure.
std::unique_ptr<Scheduler> make_scheduler(const Space& space, const Strategy& strategy,
                                          const FitnessOptions& fitness, std::uint64_t seed,
                                          std::vector<study::Trial> prior = {});

}  // namespace efs::search
