// What a worker is given besides its study: who hears of its work, who may stop it, and what its
// trials are trained with.
#pragma once

#include <string>

#include "study/trial.h"
#include "train/teacher.h"
#include "tune/study/packed_sets.h"
#include "tune/study/start_weights.h"

namespace efs::tune {

/// What Ctrl-C asks for.
enum class StopRequest {
  kNone,
  kAfterEpoch,  // finish and save the running epoch
  kNow,         // abandon the running epoch: it is trained again on resume
};

/// Hears what a worker does; every method may be left empty.
class WorkerObserver {
 public:
  virtual ~WorkerObserver() = default;
  /// A network's latency is being measured; called about twice a second.
  virtual void measuring(const study::Params&) {}
  /// The trial's cost is known now.
  virtual void measured(const study::Trial&) {}
  virtual void training(const study::Trial&, int /*epoch*/, double /*share of the epoch*/) {}
  virtual void epoch_done(const study::Trial&, const EpochRecord&) {}
  virtual void trial_ended(const study::Trial&, study::TrialState, const std::string& /*reason*/) {}
  /// A stage begins with so many trials.
  virtual void promoted(int /*trials*/, int /*stage*/, int /*target_epoch*/) {}
  /// Nothing new; called a few times a second.
  virtual void time_passes() {}
};

/// What a study's trials are trained with. Its maker keeps it as long as the worker.
struct TrainingMaterial {
  const PackedSets& data;
  const StartWeights& weights;
  const train::Teacher* teacher = nullptr;
};

}  // namespace efs::tune
