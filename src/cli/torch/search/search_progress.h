// The progress of `efs search` on the terminal: trial, epoch, best so far, throughput, time left.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cli/torch/search/time_left_line.h"
#include "core/terminal/progress.h"
#include "search/objectives/fitness.h"
#include "tune/worker/worker.h"

namespace efs::cli {

class SearchProgress : public tune::WorkerObserver {
 public:
  /// `part`: this search among several, "fold 2 of 5"; or empty.
  SearchProgress(const tune::SearchOptions& options, study::Storage& storage, std::string part);

  /// Takes the best so far from what the study holds already.
  void begin(const study::History& history);
  /// Prints a line that stays, on standard output, with the progress line out of its way.
  void print(const std::string& line) { progress_.print(line); }
  void measuring(const study::Params& network) override;
  void measured(const study::Trial& trial) override;
  void training(const study::Trial& trial, int epoch, double share) override;
  void epoch_done(const study::Trial& trial, const EpochRecord& result) override;
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override;
  void promoted(int trials, int stage, int target_epoch) override;
  void time_passes() override;

 private:
  struct Best {
    double fitness = 0.0;
    double accuracy = 0.0;
    std::string name;
  };

  struct Running {
    std::string name;  // "trial 3/84 resnet18, learning rate 0.001"
    int stage = 1, epoch = 0, target_epoch = 0;
    double share = 0.0;
    double images_per_second = 0.0;  // 0: not known yet
  };

  void consider(const study::Trial& trial, const study::EpochRecord& record);
  Running& running(const study::Trial& trial, int epoch, double share);
  std::string state_line();
  void acknowledge_interrupts(const char* current_work);

  search::Fitness fitness_;
  search::Metric accuracy_;
  bool staged_;
  std::string part_;
  Progress progress_;
  TimeLeftLine time_left_;
  std::optional<Best> best_;
  std::optional<std::size_t> trials_;  // of the whole search
  std::map<int, Running> running_;     // by trial
  tune::StopRequest told_ = tune::StopRequest::kNone;
};

}  // namespace efs::cli
