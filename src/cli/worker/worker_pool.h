// The worker processes of a search on this machine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/worker/worker_events.h"
#include "cli/worker/worker_process.h"
#include "tune/study_setup.h"

namespace efs::cli {

/// Starts options.workers.count processes on a study, passes on what they say and what the user
/// asks for (interrupt.h), and starts one again whose process died: a trial that takes its process
/// along is tried once more, and the second time it has failed.
class WorkerPool {
 public:
  WorkerPool(tune::OpenStudy& study, tune::WorkerObserver& observer);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Until the study is done or the user stops it. Error: a worker gave up; what it said is on the
  /// standard error, and the study is sound.
  tune::WorkerEnd run();

 private:
  struct Member {
    std::string name;  // as the storage knows it
    WorkerProcess process;
  };
  WorkerProcess start(const std::string& name, int slot) const;
  void listen();
  void pass_on_interrupts();
  /// True while the member works on.
  bool look_after(Member& member, int slot);
  void after_death(const std::string& name, const ProcessEnd& end);

  tune::OpenStudy& study_;
  tune::WorkerObserver& observer_;
  EventReader reader_;
  int pipe_read_ = -1, pipe_write_ = -1;
  std::vector<Member> members_;
  std::map<int, int> deaths_;  // by trial
  int deaths_at_rest_ = 0;
  int interrupts_passed_on_ = 0;
  bool stopped_ = false;
};

}  // namespace efs::cli
