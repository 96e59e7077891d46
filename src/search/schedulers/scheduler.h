// Deciding what to train next. Schedulers are functions of a History: no torch, no SQL, no files,
// no clock.
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
/// for running trials. For one thread at a time.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual Plan plan(const study::History& history) const = 0;
  /// Whether it may stop a running trial, and so must plan after every epoch. Only the ends of that
  /// plan (only_ends()) are applied, as no worker is free for new work.
  virtual bool watches_epochs() const { return false; }
};

/// The EndTrial actions of a plan.
std::vector<study::Action> only_ends(const Plan& plan);

/// In a stage, every surviving trial trains up to `epochs` in all; the best `keep` networks go on.
struct Stage {
  int epochs = 0;
  int keep = 0;  // 0: no fixed number (rungs)
};

struct StagedOptions {
  std::vector<Stage> stages{{10, 8}, {30, 2}, {60, 1}};
  /// Train from scratch in every stage, as the original did.
  bool restart = false;
};

/// The original's search. It trains the whole grid in stage 1. When all trials of a stage have
/// reached their target or ended, it ranks each network (Space::network_of: an architecture, in the
/// original's space) by the fitness_of() its best training, such as a learning rate; ties by
/// number. The best `keep` go on with that training, and are completed after the last stage; all
/// others are stopped, with their rank as the reason. Where fewer than `keep` have a fitness, those
/// go on; where none has, the search is done. UsageError if the space is not valid, there are no
/// stages, a stage keeps none or more networks than reach it, or the epochs do not grow.
std::unique_ptr<Scheduler> make_staged_scheduler(const Space& space, const StagedOptions& options,
                                                 const FitnessOptions& fitness);

}  // namespace efs::search
