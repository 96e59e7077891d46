// Follows the workers of a study by what they record, where no pipe leads to them.
#pragma once

#include <map>

#include "tune/worker/worker.h"

namespace efs::cli {

/// Tells an observer what is new since the last look().
class StudyWatcher {
 public:
  /// Takes what `now` holds for known.
  StudyWatcher(const study::History& now, tune::WorkerObserver& observer);
  void look(const study::History& history);

 private:
  tune::WorkerObserver& observer_;
  std::map<int, study::Trial> seen_;
};

}  // namespace efs::cli
