#include "cli/front/time_left.h"

#include <algorithm>
#include <vector>

namespace efs::cli {
namespace {

/// MACs of one epoch's images, up to a constant; 1 where they are not known.
double work(const study::Trial& trial) {
  return trial.macs ? static_cast<double>(*trial.macs) : 1.0;
}

/// Of what its trials still have before them in the stages they are in.
double work_of_open_trials(const study::History& history) {
  double sum = 0.0;
  for (const study::Trial& trial : history.trials) {
    if (study::has_ended(trial.state)) continue;
    sum += work(trial) * std::max(0, trial.target_epoch - trial.epochs_done());
  }
  return sum;
}

/// Of the stages that none has reached: as many trials as they keep, of mean size.
double work_of_later_stages(const report::ReportSource& source) {
  double sum = 0.0;
  int reached = 0;
  double mean = 0.0;
  for (const study::Trial& trial : source.history.trials) {
    reached = std::max(reached, trial.stage);
    mean += work(trial) / static_cast<double>(source.history.trials.size());
  }
  for (std::size_t i = static_cast<std::size_t>(std::max(1, reached)); i < source.stages.size();
       ++i) {
    const int epochs = source.stages[i].epochs - source.stages[i - 1].epochs;
    sum += mean * epochs * source.stages[i - 1].keep;
  }
  return sum;
}

/// Rungs keep as many as deserve it.
bool is_foreseeable(const report::ReportSource& source) {
  return std::all_of(source.stages.begin(), source.stages.end(),
                     [](const search::Stage& stage) { return stage.keep > 0; });
}

}  // namespace

Pace pace_of(const report::ReportSource& source) {
  Pace pace;
  double seconds = 0.0, worked = 0.0;
  int running = 0, open = 0;
  for (const study::Trial& trial : source.history.trials) {
    for (const study::EpochRecord& record : trial.epochs) seconds += record.seconds;
    worked += work(trial) * static_cast<double>(trial.epochs.size());
    if (!study::has_ended(trial.state)) ++open;
    if (trial.state != study::TrialState::kRunning) continue;
    ++running;
    if (!trial.epochs.empty()) pace.images_per_second += trial.epochs.back().images_per_second;
  }
  if (open == 0 || worked <= 0.0 || !is_foreseeable(source)) return pace;
  const double left = work_of_open_trials(source.history) + work_of_later_stages(source);
  pace.time_left_s = left * seconds / worked / std::max(1, running);
  return pace;
}

}  // namespace efs::cli
