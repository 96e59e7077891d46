// What to train next. Pure functions of History: no torch, no SQL, no files, no clock.
#pragma once

#include <memory>
#include <vector>

#include "search/objectives/fitness.h"
#include "search/space/space.h"
#include "study/storage.h"
#include "study/trial.h"

namespace efs::search {

struct Plan {
  std::vector<study::Action> actions;
  bool done = false;  // nothing is queued, running or to be planned any more
};

/// Contract (tests/search/schedulers/scheduler_contract.h): plan() is deterministic in its
/// argument; applying its actions and planning again with no new observation gives no actions; it
/// proposes no trial twice; when it says done, every trial has ended. No actions and not done: wait
/// for running trials. One thread at a time.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual Plan plan(const study::History& history) const = 0;
  /// Whether it may stop a trial while it runs, and so must be asked after every epoch; of what it
  /// then plans only the ends (only_ends()) are applied: nobody is free for new work.
  virtual bool watches_epochs() const { return false; }
};

/// The EndTrial actions of a plan.
std::vector<study::Action> only_ends(const Plan& plan);

/// One stage: every surviving trial is trained up to `epochs` in all, the best `keep` networks go
/// on.
struct Stage {
  int epochs = 0;
  int keep = 0;  // 0: as many as deserve it (schedulers without a fixed number)
};

struct StagedOptions {
  std::vector<Stage> stages{{10, 8}, {30, 2}, {60, 1}};
  /// Train from scratch in every stage, as the original did.
  bool restart = false;
};

/// The original's search: the whole grid in stage 1; when all trials of a stage have reached their
/// target or ended, it ranks each network (Space::network_of: an architecture, with the original's
/// space) by its best training, such as a learning rate (fitness_of; ties by number); the best
/// `keep` go on with that one, after the last stage they are completed; all others are stopped,
/// with their rank as the reason. Where fewer than `keep` have a fitness, those go on; where none
/// has, the search is done. UsageError if the space is not valid, there are no stages, a stage
/// keeps none or more networks than reach it, or the epochs do not grow.
std::unique_ptr<Scheduler> make_staged_scheduler(const Space& space, const StagedOptions& options,
                                                 const FitnessOptions& fitness);

}  // namespace efs::search
