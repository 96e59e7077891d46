#include "cli/torch_free/time_left.h"

namespace efs::cli {

Pace pace_of(const study::History& history, const search::Outlook& outlook) {
  Pace pace{.time_left = search::time_left(history, outlook)};
  for (const study::Trial& trial : history.trials) {
    const bool runs = trial.state == study::TrialState::kRunning && !trial.epochs.empty();
    if (runs) pace.images_per_second += trial.epochs.back().images_per_second;
  }
  return pace;
}

}  // namespace efs::cli
