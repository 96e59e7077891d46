// How long a trial's next epoch will take, from the epochs that a study has recorded.
#pragma once

#include <map>

#include "study/trial.h"

namespace efs::search {

/// By stage: how many times faster its epochs are, because idle workers lend their threads; absent:
/// 1.
using SpeedOfStage = std::map<int, double>;

class EpochPace {
 public:
  EpochPace(const study::History& history, SpeedOfStage speeds);

  /// False before the first epoch of all.
  bool known() const { return seconds_per_work_ > 0.0; }
  /// Seconds of this trial's next epoch in `stage`: from its own last epochs or, before the first,
  /// from its network's MACs.
  double epoch_s(const study::Trial& trial, int stage) const;
  /// The same for a trial of mean size.
  double mean_epoch_s(int stage) const;

 private:
  double speed(int stage) const;
  double work(const study::Trial& trial) const;

  SpeedOfStage speeds_;
  double mean_macs_ = 0.0;  // 0: no trial's are known
  double seconds_per_work_ = 0.0;
};

}  // namespace efs::search
