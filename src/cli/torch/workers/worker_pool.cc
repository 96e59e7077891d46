#include "cli/torch/workers/worker_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>

#include "cli/torch/interrupt.h"
#include "cli/torch/open_study.h"
#include "cli/torch/workers/worker_name.h"
#include "core/error.h"
#include "tune/worker/work_time.h"

namespace efs::cli {
namespace {

constexpr int kPatience_ms = 200;
constexpr int kMostDeathsAtRest = 3;  // with no trial to blame
// A hung worker is ended before its lease is: later its trial is another worker's.
constexpr double kLooksALease = 10.0;
constexpr double kSilentShare = 0.6;  // of a lease

}  // namespace

WorkerPool::WorkerPool(tune::OpenStudy& study, tune::WorkerObserver& observer)
    : study_(study), observer_(observer), reader_(*study.storage, observer) {
  ::fcntl(pipe_.read, F_SETFL, O_NONBLOCK);
  for (int i = 0; i < study_.options.workers.count; ++i) {
    const std::string name = worker_name(std::to_string(i));
    members_.push_back({.name = name, .process = start(name)});
  }
}

WorkerProcess WorkerPool::start(const std::string& name) const {
  const auto& workers = study_.options.workers;
  std::vector<std::string> words{"worker",
                                 "--study",
                                 study_.folder.root().string(),
                                 "--name",
                                 name,
                                 "--workers",
                                 std::to_string(workers.count),
                                 "--threads",
                                 std::to_string(workers.threads),
                                 "--events",
                                 "3"};
  if (workers.lend_idle) words.emplace_back("--lend-idle");
  return {words, pipe_.write};
}

void WorkerPool::listen() {
  pollfd waiting{.fd = pipe_.read, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, kPatience_ms) <= 0) return;
  char bytes[1 << 16];
  for (ssize_t count = 0; (count = ::read(pipe_.read, bytes, sizeof bytes)) > 0;) {
    reader_.read({bytes, static_cast<std::size_t>(count)});
    deaths_at_rest_ = 0;
  }
}

void WorkerPool::pass_on_interrupts() {
  const int asked = static_cast<int>(InterruptGuard::requested());
  for (; interrupts_passed_on_ < asked; ++interrupts_passed_on_) {
    for (const Member& member : members_) member.process.signal(SIGINT);
  }
}

void WorkerPool::after_death(const Member& member, const ProcessEnd& end) {
  // Asked at every death, so that an earlier kill does not explain a later death.
  const bool killed_for_memory = memory_kills_.happened() && end.killed();
  for (const auto& trial : study_.storage->history().trials) {
    if (trial.state != study::TrialState::kRunning || trial.worker != member.name) continue;
    const auto how = member.hung                         ? study::WorkerLoss::kSilent
                     : killed_for_memory                 ? study::WorkerLoss::kOutOfMemory
                     : end.killed() || end.lost_a_file() ? study::WorkerLoss::kKilled
                                                         : study::WorkerLoss::kCrashed;
    const std::string reason =
        member.hung         ? fmt::format("its process hung for {:.0f} s", kSilentShare * lease_s())
        : killed_for_memory ? "the system killed its process for want of memory"
                            : fmt::format("its process died: {}", end.describe());
    try {
      const auto state = study_.storage->take_back(trial.lease(), how, reason);
      const bool again = state == study::TrialState::kQueued;
      observer_.trial_ended(trial, state, again ? reason + "; it is tried again" : reason);
    } catch (const study::LeaseLost&) {
      // Another worker has it already.
    }
    return;
  }
  if (member.hung)
    spdlog::warn("worker {} hung for {:.0f} s", member.name, kSilentShare * lease_s());
  if (end.by_signal() && ++deaths_at_rest_ < kMostDeathsAtRest) return;
  fail("a worker has ended with {}; everything is saved, go on with: {}", end.describe(),
       resume_command(study_.folder.root()));
}

void WorkerPool::end_the_hung() {
  const double now_s = clock_.steady_s();  // stands still while the machine sleeps
  if (now_s - looked_s_ < lease_s() / kLooksALease) return;
  looked_s_ = now_s;
  // One worker reported the study done; any still running a lease later is hung.
  if (done_s_ && now_s - *done_s_ > lease_s()) {
    for (Member& member : members_) member.process.signal(SIGKILL);
    done_s_ = now_s;
  }
  for (const auto& trial : study_.storage->history().trials) {
    if (trial.state != study::TrialState::kRunning) continue;
    for (Member& member : members_) {
      if (trial.worker != member.name) continue;
      if (trial.heartbeat_s != member.heartbeat_s) {
        member.heartbeat_s = trial.heartbeat_s;
        member.heard_of_s = now_s;
      } else if (now_s - member.heard_of_s > kSilentShare * lease_s() && !member.hung) {
        member.hung = true;
        member.process.signal(SIGKILL);
      }
    }
  }
}

bool WorkerPool::look_after(Member& member) {
  const auto end = member.process.poll();
  if (!end) return true;
  if (end->exit_code == 0) {
    if (!done_s_) done_s_ = clock_.steady_s();
    return false;
  }
  if (end->exit_code == kExitInterrupted) {
    stopped_ = true;
    return false;
  }
  listen();                                       // to its last words
  if (done_s_ && end->by_signal()) return false;  // it has nothing left to do, nor has a successor
  after_death(member, *end);
  if (interrupts_passed_on_ > 0) {
    stopped_ = true;
    return false;
  }
  member = {.name = member.name, .process = start(member.name)};
  return true;
}

tune::WorkerEnd WorkerPool::run() {
  std::vector<bool> working(members_.size(), true);
  tune::WorkTime time(study_.options, *study_.storage);
  while (std::ranges::count(working, true) > 0) {
    listen();
    observer_.time_passes();
    time.tick();
    pass_on_interrupts();
    end_the_hung();
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (working[i]) working[i] = look_after(members_[i]);
    }
  }
  listen();
  return stopped_ ? tune::WorkerEnd::kStopped : tune::WorkerEnd::kStudyDone;
}

}  // namespace efs::cli
