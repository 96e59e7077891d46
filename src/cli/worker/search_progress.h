// What `efs search` says while it works: trial, epoch, best so far, throughput, time left.
#pragma once

#include <optional>
#include <string>

#include "core/progress.h"
#include "search/fitness.h"
#include "tune/worker.h"

namespace efs::cli {

/// Epochs that a staged search trains if every stage keeps what it may keep.
int planned_epochs(const tune::SearchOptions& options);

class SearchProgress final : public tune::WorkerObserver {
 public:
  /// `history` is what a resumed study already has.
  SearchProgress(const tune::SearchOptions& options, const study::History& history);

  void measured(const study::Trial& trial, const tune::CandidateCost& cost) override;
  void training(const study::Trial& trial, int epoch, double share) override;
  void epoch_done(const study::Trial& trial, const train::EpochResult& result) override;
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override;
  void planned(const std::vector<study::Action>& actions) override;

 private:
  struct Best {
    double fitness = 0.0;
    double val_iou = 0.0;
    std::string name;
  };

  void consider(const study::Trial& trial, const study::EpochRecord& record);
  std::string state_line(const study::Trial& trial, int epoch, double share) const;

  search::Fitness fitness_;
  search::Space space_;
  Progress progress_;
  std::optional<Best> best_;
  std::size_t trials_;
  int epochs_planned_;
  int epochs_done_ = 0;
  double epoch_seconds_ = 0.0;  // of all epochs done
  double images_per_second_ = 0.0;
  bool told_about_stop_ = false;
};

}  // namespace efs::cli
