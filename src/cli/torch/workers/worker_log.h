// Prints what a worker does, for one that a user started.
#pragma once

#include "tune/worker/worker.h"

namespace efs::cli {

class WorkerLog final : public tune::WorkerObserver {
 public:
  void epoch_done(const study::Trial& trial, const EpochRecord& result) override;
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override;
  void promoted(int trials, int stage, int target_epoch) override;
};

}  // namespace efs::cli
