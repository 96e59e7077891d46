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

#include "device/agent/model_store.h"
#include "device/agent/protocol.h"
#include "http/head.h"

namespace efs::device {

struct QueueLimits {
  int queued = 16;
  double queued_s = 3600.0;         // a measurement that waits longer fails
  int ended = 256;                  // ended measurements to remember; the oldest go first
  std::size_t samples = 4'000'000;  // samples to remember, in all; those of the oldest go first
};

/// Any thread may call.
class MeasurementQueue {
 public:
  /// `child`: the program, with its arguments, that calls run_measurement_child().
  MeasurementQueue(ModelStore& models, std::vector<std::string> child, const QueueLimits& limits);
  /// Stops the running measurement.
  ~MeasurementQueue();
  MeasurementQueue(const MeasurementQueue&) = delete;
  MeasurementQueue& operator=(const MeasurementQueue&) = delete;

  /// The same id again is the same measurement. http::Refused: the model is not here, or the
  /// queue is full.
  MeasurementStatus submit(const std::string& id, const MeasureRequest& request);
  std::optional<MeasurementStatus> status(const std::string& id) const;
  /// Waits until the status differs from `known`, for `timeout_s` at most.
  std::optional<MeasurementStatus> wait(const std::string& id, const MeasurementStatus& known,
                                        double timeout_s) const;
  /// The individual timings in order; empty until it is done, nothing if it is unknown.
  std::optional<std::vector<double>> samples_ms(const std::string& id) const;
  /// False: it is unknown. Has no effect on one that has ended.
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

  // The following are called under the lock.
  /// Null: it is unknown.
  const Record* find(const std::string& id) const;
  /// Null also where it has ended, or the queue stops.
  Record* find_open(const std::string& id);
  /// Its status with the measurements that come first counted.
  MeasurementStatus status_of(const Record& record) const;
  void end(Record& record, MeasurementState state, std::string error = {}, bool retry = false);
  void drop_too_old();
  void drop_samples();

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
