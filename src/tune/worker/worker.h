// The trial loop: claims a trial, has it measured and trained, and asks the scheduler for more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "search/schedulers/scheduler.h"
#include "tune/latency/network_order.h"
#include "tune/worker/heartbeat.h"
#include "tune/worker/trial_runner.h"

namespace efs::tune {

enum class WorkerEnd { kStudyDone, kStopped, kIdle };

/// One worker of a study, in this process. A trial that fails ends as failed with its reason and
/// the worker goes on; a fault of the machine (SystemError) or of the study itself (database) is
/// thrown, after the trial has been given back.
class Worker {
 public:
  Worker(std::string name, const WorkerSetup& setup);
  WorkerEnd run();
  /// Makes the trials that come next and measures them, and the networks that later ones may have,
  /// as far as targets can be reached; trains none. For one process while nothing else runs on the
  /// machine, before others run(): they then know which trials take longest.
  void prepare_all();

 private:
  enum class Planning {
    kAll,
    kOnlyEnds,  // while a trial is trained, which may be among those that end
  };
  bool plan(Planning planning = Planning::kAll);  // false: nothing to do but wait
  WorkerEnd work();
  /// Measures and trains a trial just claimed. False: it waits for a target.
  bool work_on(study::Trial& trial);
  /// Gives back the trials that wait for a target, to be claimed anew. False: there were none.
  bool release_waiting();
  /// The networks of trials that wait, and those that later ones may have.
  std::vector<UnmeasuredNetwork> unmeasured_networks();
  void measure_networks();
  /// Reports to waiting trials what their networks cost, and ends those that are ruled out.
  void claim_measured();
  bool stopped() const { return setup_.stop() != StopRequest::kNone; }

  std::string name_;
  WorkerSetup setup_;
  std::unique_ptr<search::Scheduler> scheduler_;
  study::History history_;  // what it plans on
  Heartbeat heartbeat_;
  TrialRunner runner_;
  std::vector<study::Lease> waiting_;  // for a target that cannot be reached
  bool done_ = false;
  SystemClock clock_;
};

}  // namespace efs::tune
