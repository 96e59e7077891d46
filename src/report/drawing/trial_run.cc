#include "report/drawing/trial_run.h"

#include <algorithm>

namespace efs::report {

using study::EpochRecord;
using study::Trial;

std::vector<const EpochRecord*> run_by_stage(const Trial& trial, int stage) {
  std::vector<const EpochRecord*> run;
  for (auto record = trial.epochs.rbegin(); record != trial.epochs.rend(); ++record) {
    if (record->stage > stage) continue;
    // Going backwards, an epoch that does not fall belongs to a run that was restarted.
    if (!run.empty() && record->epoch >= run.back()->epoch) break;
    run.push_back(&*record);
  }
  std::reverse(run.begin(), run.end());
  return run;
}

bool trained_in(const Trial& trial, int stage) {
  return std::ranges::find(trial.epochs, stage, &EpochRecord::stage) != trial.epochs.end();
}

int last_trained_stage(const study::History& history) {
  int last = 0;
  for (const Trial& trial : history.trials) {
    for (const EpochRecord& record : trial.epochs) last = std::max(last, record.stage);
  }
  return last;
}

}  // namespace efs::report
