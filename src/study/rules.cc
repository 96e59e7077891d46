#include "study/rules.h"

#include "core/error.h"
#include "core/rng.h"

namespace efs::study::rules {

Trial created(const CreateTrial& action, int number, std::uint64_t study_seed) {
  Trial trial;
  trial.number = number;
  trial.params = action.params;
  trial.seed = derive_seed(study_seed, static_cast<std::uint64_t>(number));
  trial.stage = action.stage;
  trial.target_epoch = action.target_epoch;
  return trial;
}

void promote(Trial& trial, const PromoteTrial& action) {
  if (trial.state != TrialState::kPaused) {
    fail("trial {} is {}; only a paused trial is promoted", trial.number, to_string(trial.state));
  }
  trial.state = TrialState::kQueued;
  trial.worker.clear();
  trial.stage = action.stage;
  trial.target_epoch = action.target_epoch;
  trial.restart = action.restart;
}

void end(Trial& trial, const EndTrial& action) {
  if (!has_ended(action.state)) {
    fail("trial {} cannot end as {}", trial.number, to_string(action.state));
  }
  if (has_ended(trial.state)) {
    fail("trial {} has ended as {} and cannot end again", trial.number, to_string(trial.state));
  }
  trial.state = action.state;
  trial.reason = action.reason;
}

void claim(Trial& trial, const std::string& worker) {
  trial.state = TrialState::kRunning;
  trial.worker = worker;
}

void require_held(const Trial& trial, const std::string& worker) {
  if (trial.state == TrialState::kRunning && trial.worker == worker) return;
  fail(
      "worker '{}' no longer holds trial {}, which is {}{}; it must leave the trial and claim "
      "another (was the study resumed elsewhere meanwhile?)",
      worker, trial.number, to_string(trial.state),
      trial.state == TrialState::kRunning ? " by '" + trial.worker + "'" : "");
}

void release(Trial& trial, const std::string& worker) {
  require_held(trial, worker);
  trial.state = TrialState::kQueued;
  trial.worker.clear();
}

void pause(Trial& trial, const std::string& worker) {
  require_held(trial, worker);
  trial.state = TrialState::kPaused;
}

void finish(Trial& trial, const std::string& worker, TrialState state, const std::string& reason) {
  require_held(trial, worker);
  if (state != TrialState::kInfeasible && state != TrialState::kDiverged &&
      state != TrialState::kFailed) {
    fail("a worker cannot finish trial {} as {}; that is the scheduler's decision", trial.number,
         to_string(state));
  }
  trial.state = state;
  trial.reason = reason;
}

}  // namespace efs::study::rules
