// What `efs search` says while it works: trial, epoch, best so far, throughput, time left.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/progress.h"
#include "search/fitness.h"
#include "tune/worker.h"

namespace efs::cli {

class SearchProgress final : public tune::WorkerObserver {
 public:
  explicit SearchProgress(const tune::SearchOptions& options);

  /// What the study has before its trials are trained (on): their epochs so far, and how much work
  /// an epoch of each is.
  void begin(const study::History& history);
  void measured(const study::Trial& trial) override;
  void training(const study::Trial& trial, int epoch, double share) override;
  void epoch_done(const study::Trial& trial, const train::EpochResult& result) override;
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override;
  void promoted(int trials, int stage, int target_epoch) override;

 private:
  struct Best {
    double fitness = 0.0;
    double val_iou = 0.0;
    std::string name;
  };

  struct Running {
    std::string name;  // "trial 3/84 resnet18, learning rate 0.001"
    int stage = 1, epoch = 0, target_epoch = 0;
    double share = 0.0;
    double images_per_second = 0.0;  // 0: not known yet
    double work = 1.0;               // of an epoch
  };

  void consider(const study::Trial& trial, const study::EpochRecord& record);
  /// Of one of its epochs, the mean over all trials being 1.
  double work(const study::Trial& trial) const;
  Running& running(const study::Trial& trial, int epoch, double share);
  std::string state_line() const;

  search::Fitness fitness_;
  bool staged_;
  Progress progress_;
  std::optional<Best> best_;
  std::optional<std::size_t> trials_;   // that there will be
  double mean_macs_ = 0.0;              // 0: not known
  std::optional<double> work_planned_;  // in epochs of a mean trial
  double work_done_ = 0.0;
  double seconds_worked_ = 0.0;     // of all epochs done
  std::map<int, Running> running_;  // by trial
  bool told_about_stop_ = false;
};

}  // namespace efs::cli
