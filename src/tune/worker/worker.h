// The trial loop: claims its next piece of work from Storage, trains it, reports it.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "search/objectives/fitness.h"
#include "search/schedulers/scheduler.h"
#include "study/storage.h"
#include "train/trainer.h"
#include "tune/latency/latency_meter.h"
#include "tune/latency/network_order.h"
#include "tune/options.h"
#include "tune/study/packed_sets.h"
#include "tune/study/start_weights.h"
#include "tune/study_folder.h"
#include "tune/worker/checkpoint_files.h"
#include "tune/worker/heartbeat.h"

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
  /// A network's latency is being measured; heard about twice a second.
  virtual void measuring(const study::Params&) {}
  /// Its latency is known now.
  virtual void measured(const study::Trial&) {}
  virtual void training(const study::Trial&, int /*epoch*/, double /*share of the epoch*/) {}
  virtual void epoch_done(const study::Trial&, const train::EpochResult&) {}
  virtual void trial_ended(const study::Trial&, study::TrialState, const std::string& /*reason*/) {}
  /// A stage begins with so many trials.
  virtual void promoted(int /*trials*/, int /*stage*/, int /*target_epoch*/) {}
  /// Nothing new; heard a few times a second.
  virtual void time_passes() {}
};

enum class WorkerEnd { kStudyDone, kStopped, kIdle };

/// What a study's trials are trained with. Whoever makes it keeps it as long as the worker.
struct TrainingMaterial {
  const PackedSets& data;
  const StartWeights& weights;
  const train::Teacher* teacher = nullptr;
};

/// One worker of a study, in this process. A trial that fails ends as failed with its reason and
/// the worker goes on; a fault of the machine (SystemError) or of the study itself (database) is
/// thrown, after the trial has been returned to the queue.
class Worker {
 public:
  Worker(std::string name, const SearchOptions& options, study::Storage& storage,
         StudyFolder folder, TrainingMaterial material, WorkerObserver& observer,
         std::function<StopRequest()> stop);
  WorkerEnd run();
  /// Makes the trials that come next and measures them, and the networks that later ones may have,
  /// as far as targets can be reached; trains none. For one process while nothing else runs on the
  /// machine, before others run(): they then know which trials take longest.
  void prepare_all();
  /// run() ends after so long without anything to train.
  void leave_when_idle(double seconds) { idle_limit_s_ = seconds; }
  /// `prepare` hears the number of threads before a trial is trained.
  void before_training(std::function<void(int threads)> prepare) { place_ = std::move(prepare); }

 private:
  using GraphWork = std::function<void(const graph::Graph&)>;
  enum class Planning {
    kAll,
    kOnlyEnds,  // while it trains: of trials, its own too
  };
  bool plan(Planning planning = Planning::kAll);  // false: nothing to do but wait
  /// Calls `work(graph)`, whose failure is the trial's; a trial that is another's by now is left.
  void with_claimed(study::Trial& trial, const GraphWork& work);
  void attempt(study::Trial& trial, const GraphWork& work);
  WorkerEnd work();
  /// The networks of trials that wait, and those that later ones may have.
  std::vector<UnmeasuredNetwork> unmeasured_networks();
  void measure_networks();
  /// Tells the trials that wait what their networks cost, and ends those that it rules out.
  void claim_measured();
  /// Measures and trains a trial just claimed. False: a target that has to measure it cannot be
  /// reached; then it stays held.
  bool work_on(study::Trial& trial);
  /// Gives back what waits for a target, to be claimed anew. False: nothing did.
  bool release_waiting();
  /// To be claimed anew, unless it is another worker's by now.
  void give_back(const study::Lease& lease);
  void release_quietly(const study::Trial& trial);
  /// What is known of the trial before training, which is told to the trial too.
  study::TrialCost measure(study::Trial& trial, const graph::Graph& graph);
  void leave(const study::Trial& trial, const std::string& why);
  /// Measured and feasible?
  bool prepare(study::Trial& trial, const graph::Graph& graph);
  void train(study::Trial& trial, const graph::Graph& graph);
  std::optional<train::EpochResult> train_epoch(train::Trainer& trainer, const study::Trial& trial);
  /// `backbone`: the weights that it starts from, where they are not fresh.
  train::Trainer make_trainer(const study::Trial& trial, const graph::Graph& graph,
                              const graph::Weights& backbone) const;
  void finish(const study::Trial& trial, study::TrialState state, const std::string& reason);
  CheckpointFiles checkpoint_of(const study::Trial& trial) const;

  std::string name_;
  const SearchOptions& options_;
  study::Storage& storage_;
  StudyFolder folder_;
  TrainingMaterial material_;
  WorkerObserver& observer_;
  std::function<StopRequest()> stop_;
  std::function<void(int)> place_;
  std::unique_ptr<search::Scheduler> scheduler_;
  search::Fitness fitness_;
  LatencyMeter meter_;
  Heartbeat heartbeat_;
  std::vector<study::Lease> waiting_;  // for a target that cannot be reached
  bool done_ = false;
  double idle_limit_s_ = std::numeric_limits<double>::infinity();
  SystemClock clock_;
};

}  // namespace efs::tune
