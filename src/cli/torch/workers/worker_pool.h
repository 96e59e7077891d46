// The worker processes of a search on this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/torch/workers/out_of_memory_kills.h"
#include "cli/torch/workers/worker_events.h"
#include "cli/torch/workers/worker_process.h"
#include "core/clock.h"
#include "tune/study/study_setup.h"

namespace efs::cli {

/// Starts options.workers.count processes on a study, passes on what they say and what the user
/// asks for (interrupt.h), and restarts one that died or hung; Storage::take_back decides what
/// becomes of its trial.
class WorkerPool {
 public:
  WorkerPool(tune::OpenStudy& study, tune::WorkerObserver& observer);

  /// Works until the study is done or the user stops it. Error: a worker gave up; its message is on
  /// standard error, and the study is sound.
  tune::WorkerEnd run();

 private:
  struct Member {
    std::string name;  // as the storage knows it
    WorkerProcess process;
    double heartbeat_s = 0.0;  // the last one seen, by the storage's clock
    double heard_of_s = 0.0;   // and when it was seen first, by our own
    bool hung = false;         // and was killed for it
  };
  WorkerProcess start(const std::string& name) const;
  void listen();
  void pass_on_interrupts();
  /// True while the member works on.
  bool look_after(Member& member);
  void after_death(const Member& member, const ProcessEnd& end);
  /// Kills the members that hold a trial and have given no sign of life for 0.6 of a lease.
  void end_the_hung();
  double lease_s() const { return study_.options.workers.lease_s; }

  tune::OpenStudy& study_;
  tune::WorkerObserver& observer_;
  EventReader reader_;
  Pipe pipe_;
  std::vector<Member> members_;
  OutOfMemoryKills memory_kills_;
  SystemClock clock_;
  double looked_s_ = 0.0;         // when hung members were last looked for
  std::optional<double> done_s_;  // when a member found the study done
  int deaths_at_rest_ = 0;
  int interrupts_passed_on_ = 0;
  bool stopped_ = false;
};

}  // namespace efs::cli
