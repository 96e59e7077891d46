// A worker process's messages to the search that started it: one JSON object a line, through a
// pipe.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "study/storage.h"
#include "tune/worker/worker.h"

namespace efs::cli {

/// Writes events to a descriptor. A line is shorter than PIPE_BUF, so several processes may share a
/// pipe.
class EventWriter final : public tune::WorkerObserver {
 public:
  explicit EventWriter(int descriptor) : descriptor_(descriptor) {}

  /// Writes a few times a second at most.
  void training(const study::Trial& trial, int epoch, double share) override;
  void epoch_done(const study::Trial& trial, const EpochRecord& result) override;
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override;
  void promoted(int trials, int stage, int target_epoch) override;

 private:
  int descriptor_;
  SystemClock clock_;
  double last_training_s_ = -1.0;
};

/// Passes the events on to an observer; looks trials up in the storage.
class EventReader {
 public:
  EventReader(study::Storage& storage, tune::WorkerObserver& observer)
      : storage_(storage), observer_(observer) {}

  /// The next bytes of the pipe, whole lines or not.
  void read(std::string_view bytes);

 private:
  void tell(const std::string& line);
  const study::Trial& trial(int number, int stage);

  study::Storage& storage_;
  tune::WorkerObserver& observer_;
  std::string unread_;
  std::map<int, study::Trial> trials_;
};

}  // namespace efs::cli
