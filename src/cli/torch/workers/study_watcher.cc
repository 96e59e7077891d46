#include "cli/torch/workers/study_watcher.h"

namespace efs::cli {
namespace {

/// Why the trial's state changed; one that returns to the queue has no reason of its own.
std::string reason_of(const study::Trial& before, const study::Trial& now) {
  if (now.state != study::TrialState::kQueued) return now.reason;
  if (now.batch_halvings > before.batch_halvings) {
    return "out of memory; it is tried again with half the batch";
  }
  return now.lost_workers > before.lost_workers ? "its worker was lost; it is tried again"
                                                : "its worker has left it to another";
}

}  // namespace

StudyWatcher::StudyWatcher(const study::History& now, tune::WorkerObserver& observer)
    : observer_(observer) {
  for (const study::Trial& trial : now.trials) seen_[trial.number] = trial;
}

void StudyWatcher::look(const study::History& history) {
  int promoted = 0;
  const study::Trial* last = nullptr;
  for (const study::Trial& trial : history.trials) {
    study::Trial& before = seen_[trial.number];
    if (trial.stage > before.stage && before.target_epoch > 0) {
      ++promoted;
      last = &trial;
    }
    for (std::size_t i = before.epochs.size(); i < trial.epochs.size(); ++i) {
      observer_.epoch_done(trial, trial.epochs[i]);
    }
    const bool left = before.state == study::TrialState::kRunning && trial.state != before.state;
    if (left || (study::has_ended(trial.state) && !study::has_ended(before.state))) {
      observer_.trial_ended(trial, trial.state, reason_of(before, trial));
    } else if (trial.state == study::TrialState::kRunning) {
      observer_.training(trial, trial.epochs_done() + 1, 0.0);
    }
    before = trial;
  }
  if (last != nullptr) observer_.promoted(promoted, last->stage, last->target_epoch);
}

}  // namespace efs::cli
