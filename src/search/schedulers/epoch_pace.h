// How long a trial's next epoch takes, from the epochs that a study has recorded.
#pragma once

#include <map>
#include <optional>

#include "study/trial.h"

namespace efs::search {

/// What is the same for all trials of a stage: threads lent by idle workers shorten its epochs.
/// Relative to a stage in which none are lent.
using SpeedOfStage = std::map<int, double>;

class EpochPace {
 public:
  EpochPace(const study::History& history, SpeedOfStage speeds);

  /// False before the first epoch of all.
  bool known() const { return seconds_per_work_ > 0.0; }
  /// Of an epoch of this trial in `stage`: by its own last epochs, or else by its network's MACs.
  double epoch_s(const study::Trial& trial, int stage) const;
  /// Of an epoch of a trial of mean size.
  double mean_epoch_s(int stage) const;

 private:
  double speed(int stage) const;
  double work(const study::Trial& trial) const;

  SpeedOfStage speeds_;
  double mean_macs_ = 0.0;  // 0: no trial's are known
  double seconds_per_work_ = 0.0;
};

}  // namespace efs::search
