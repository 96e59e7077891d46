// Measurements one after the other, each in a process of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "device/agent/model_store.h"
#include "device/agent/protocol.h"

namespace efs {
class ChildProcess;
}

namespace efs::device {

struct QueueLimits {
  int queued = 16;
  double queued_s = 3600.0;         // a measurement that waits longer fails
  int ended = 256;                  // that are remembered; the oldest go first
  std::size_t samples = 4'000'000;  // of all that are remembered; those of the oldest go first
};

/// A measurement that is not taken; `status` is HTTP's for it.
class MeasurementRefused : public std::runtime_error {
 public:
  MeasurementRefused(int status, const std::string& message)
      : std::runtime_error(message), status(status) {}
  int status;
};

/// A measurement that failed for a reason of this board, not of the model or the request.
class BoardTrouble : public Error {
 public:
  using Error::Error;
};

/// Any thread may call.
class MeasurementQueue {
 public:
  /// `child`: the program, with its arguments, that calls run_measurement_child().
  MeasurementQueue(ModelStore& models, std::vector<std::string> child, const QueueLimits& limits);
  /// Ends the measurement that runs.
  ~MeasurementQueue();
  MeasurementQueue(const MeasurementQueue&) = delete;
  MeasurementQueue& operator=(const MeasurementQueue&) = delete;

  /// The same id again is the same measurement. MeasurementRefused: the model is not here, or the
  /// queue is full.
  MeasurementStatus submit(const std::string& id, const MeasureRequest& request);
  std::optional<MeasurementStatus> status(const std::string& id) const;
  /// Waits until the status is another than `known`, for `timeout_s` at most.
  std::optional<MeasurementStatus> wait(const std::string& id, const MeasurementStatus& known,
                                        double timeout_s) const;
  /// Time of each run in its order; empty while it is not done, nothing if it is unknown.
  std::optional<std::vector<double>> samples_ms(const std::string& id) const;
  /// False: it is unknown. One that has ended stays as it is.
  bool cancel(const std::string& id);

 private:
  struct Record {
    MeasureRequest request;
    MeasurementStatus status;
    std::shared_ptr<const fs::path> model;  // null when it has ended
    std::vector<double> samples_ms;
    double queued_at_s = 0.0;
  };

  void work();
  void run(const std::string& id, const MeasureRequest& request, const fs::path& model);
  /// BoardTrouble: no process can be started.
  std::unique_ptr<ChildProcess> start(const MeasureRequest& request, const fs::path& model) const;
  /// BoardTrouble unless that model was measured.
  void require_model(const MeasureRequest& request, const Json& result);
  /// Under the lock.
  void fill_ahead(MeasurementStatus& status) const;
  void end(Record& record, MeasurementState state, std::string error = {}, bool retry = false);
  void drop_too_old();
  void drop_samples();
  bool is_cancelled(const std::string& id) const;

  ModelStore& models_;
  std::vector<std::string> child_;
  QueueLimits limits_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Record> records_;
  std::deque<std::string> queue_;
  std::deque<std::string> ended_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace efs::device
