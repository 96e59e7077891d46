// What happens in a study whose workers nobody listens to, from what they record.
#pragma once

#include <map>

#include "tune/worker/worker.h"

namespace efs::cli {

/// Tells an observer what is new since it looked last.
class StudyWatcher {
 public:
  /// What `now` holds is not new.
  StudyWatcher(const study::History& now, tune::WorkerObserver& observer);
  void look(const study::History& history);

 private:
  tune::WorkerObserver& observer_;
  std::map<int, study::Trial> seen_;
};

}  // namespace efs::cli
