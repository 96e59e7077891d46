// Which scheduler, which sampler, what stops a trial and what ends the search: all that a study
// says of how it searches.
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
/// The words of a configuration: "staged", "full", "halving", "hyperband", "asha", "pasha".
const std::vector<std::pair<std::string, SchedulerKind>>& scheduler_names();

struct RungOptions {
  int min_epochs = 1;  // the first rung has at least so many
  int max_epochs = 60;
  /// Of the trials on a rung one in so many goes on, with so many times the epochs.
  double reduction = 3.0;
};

struct Strategy {
  SchedulerKind scheduler = SchedulerKind::kStaged;
  StagedOptions staged;    // of kStaged
  RungOptions rungs;       // of all others; of kFull only max_epochs
  SamplerOptions sampler;  // kStaged: kGrid only
  StopRules stop;
  Budget budget;
};

/// The epochs of the rungs, growing: max_epochs, and that divided by `reduction` again and again
/// (rounded) while it is at least min_epochs. UsageError: min_epochs < 1 or > max_epochs, or
/// reduction < 1.5.
std::vector<int> rung_epochs(const RungOptions& options);

/// What the trials' stages are, for those who show them: the rungs, or the stages.
std::vector<Stage> stages_of(const Strategy& strategy);

/// How the study's trials are ranked: stages compare trials that got equally far.
Order leaderboard_order(const Strategy& strategy);

/// How many trials the search begins at most; nothing: as many as a budget allows.
std::optional<std::size_t> planned_trials(const Strategy& strategy, const Space& space);

/// Epochs of all trials together, if every rung or stage keeps what it may keep and none ends
/// before; nothing where only time or results end the search.
std::optional<double> planned_epochs(const Strategy& strategy, const Space& space);

/// ASHA and PASHA: a trial is promoted as soon as it is among the best 1/reduction of its rung;
/// where none is, a new one begins; after the last of budget.trials, or of the space's points, the
/// search is done, or, with a budget that has_end() and none of trials, the next best go on until
/// it is spent. No worker waits while there is something to train. `prior`: trials of other
/// studies, from which samplers learn. UsageError: what does not fit together, with the cure.
std::unique_ptr<Scheduler> make_scheduler(const Space& space, const Strategy& strategy,
                                          const FitnessOptions& fitness, std::uint64_t seed,
                                          std::vector<study::Trial> prior = {});

}  // namespace efs::search
