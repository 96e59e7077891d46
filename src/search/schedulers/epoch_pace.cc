#include "search/schedulers/epoch_pace.h"

#include <algorithm>

namespace efs::search {
namespace {

constexpr std::ptrdiff_t kLastEpochs = 5;  // of a trial, whose mean predicts its next one

}  // namespace

EpochPace::EpochPace(const study::History& history, SpeedOfStage speeds)
    : speeds_(std::move(speeds)) {
  double sum = 0.0;
  int known = 0;
  for (const study::Trial& trial : history.trials) {
    if (trial.macs() == 0) continue;
    sum += static_cast<double>(trial.macs());
    ++known;
  }
  if (known > 0) mean_macs_ = sum / known;
  double seconds = 0.0, worked = 0.0;
  for (const study::Trial& trial : history.trials) {
    for (const study::EpochRecord& record : trial.epochs) {
      seconds += record.seconds * speed(record.stage);
      worked += work(trial);
    }
  }
  if (worked > 0.0) seconds_per_work_ = seconds / worked;
}

double EpochPace::speed(int stage) const {
  const auto found = speeds_.find(stage);
  return found == speeds_.end() ? 1.0 : found->second;
}

/// The work of one epoch, relative to the mean over all trials.
double EpochPace::work(const study::Trial& trial) const {
  return trial.macs() > 0 && mean_macs_ > 0.0 ? static_cast<double>(trial.macs()) / mean_macs_
                                              : 1.0;
}

double EpochPace::epoch_s(const study::Trial& trial, int stage) const {
  const auto count = std::min(kLastEpochs, std::ssize(trial.epochs));
  double sum = 0.0;
  for (auto record = trial.epochs.end() - count; record != trial.epochs.end(); ++record) {
    sum += record->seconds * speed(record->stage);
  }
  const double alone =
      count > 0 ? sum / static_cast<double>(count) : seconds_per_work_ * work(trial);
  return alone / speed(stage);
}

double EpochPace::mean_epoch_s(int stage) const { return seconds_per_work_ / speed(stage); }

}  // namespace efs::search
