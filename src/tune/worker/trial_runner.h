// One claimed trial: its network is measured, and it is trained as far as its stage goes.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "search/objectives/fitness.h"
#include "study/storage.h"
#include "train/trainer.h"
#include "tune/candidate.h"
#include "tune/latency/latency_meter.h"
#include "tune/options.h"
#include "tune/study_folder.h"
#include "tune/worker/heartbeat.h"
#include "tune/worker/worker_observer.h"

namespace efs::tune {

/// What a worker works with. `storage` and `observer` outlive it.
struct WorkerSetup {
  const SearchOptions& options;
  study::Storage& storage;
  StudyFolder folder;
  TrainingMaterial material;
  WorkerObserver& observer;
  std::function<StopRequest()> stop;
  /// Called with the number of threads before a trial is trained.
  std::function<void(int threads)> before_training = {};
  /// run() ends after so long without anything to train.
  double idle_limit_s = std::numeric_limits<double>::infinity();
};

/// How work on a trial ended.
enum class TrialOutcome {
  kReady,       // measured and feasible, not trained yet; still held
  kReported,    // ended, paused or given back, as the study knows
  kTargetAway,  // a target that has to measure it cannot be reached; still held
  kCancelled,   // stop() asked for it while its network was measured; given back
  kLeft,        // another worker's now, or stopped while it was trained
};

class TrialRunner {
 public:
  TrialRunner(const WorkerSetup& setup, Heartbeat& heartbeat);

  /// Measures and trains a trial that `heartbeat` holds. A trial that fails ends as failed with its
  /// reason. SystemError for a fault of the machine, and errors of the study itself, are thrown
  /// after the trial has been given back.
  TrialOutcome run(study::Trial& trial);
  /// Measures its network, and ends a trial that the constraints rule out; trains nothing.
  TrialOutcome prepare(study::Trial& trial);
  /// Measures the network of a point of the space, by its params alone. TrialFailure.
  Measured measure(study::Trial& point, const graph::Graph& graph);
  /// From now on: between the networks a reference model is measured.
  void watch_drift() { meter_.watch_drift(); }

  /// To be claimed anew, unless it is another worker's by now.
  void give_back(const study::Lease& lease);
  /// Called after each epoch; may end the trial in the study.
  void after_epoch(std::function<void()> plan) { after_epoch_ = std::move(plan); }

 private:
  TrialOutcome attempt(study::Trial& trial, bool trains);
  TrialOutcome prepare(study::Trial& trial, const graph::Graph& graph);
  TrialOutcome train(study::Trial& trial, const graph::Graph& graph, const Candidate& candidate);
  std::optional<EpochRecord> train_epoch(train::Trainer& trainer, const study::Trial& trial);
  train::Trainer make_trainer(const study::Trial& trial, const graph::Graph& graph,
                              const Candidate& candidate, const graph::Weights& backbone) const;
  TrialOutcome end(const study::Trial& trial, study::TrialState state, const std::string& reason);
  void report_failure(const study::Trial& trial, const std::string& reason, bool out_of_memory);
  TrialOutcome leave(const study::Trial& trial, const std::string& why);
  void release_quietly(const study::Trial& trial);

  WorkerSetup setup_;
  Heartbeat& heartbeat_;
  search::Fitness fitness_;
  LatencyMeter meter_;
  std::function<void()> after_epoch_;
};

}  // namespace efs::tune
