#include "cli/worker/worker_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "cli/worker/interrupt.h"
#include "core/error.h"

namespace efs::cli {
namespace {

constexpr int kPatience_ms = 200;
constexpr int kDeathsOfATrial = 2;
constexpr int kMostDeathsAtRest = 3;  // with no trial to blame

std::string host_name() {
  char host[256] = "localhost";
  ::gethostname(host, sizeof host - 1);
  return host;
}

}  // namespace

WorkerPool::WorkerPool(tune::OpenStudy& study, tune::WorkerObserver& observer)
    : study_(study), observer_(observer), reader_(*study.storage, observer) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("no pipe for the workers: {}", std::strerror(errno));
  pipe_read_ = ends[0];
  pipe_write_ = ends[1];
  ::fcntl(pipe_read_, F_SETFL, O_NONBLOCK);
  for (int slot = 0; slot < study_.options.workers.count; ++slot) {
    const std::string name = fmt::format("{}:{}:{}", host_name(), ::getpid(), slot);
    members_.push_back({name, start(name, slot)});
  }
}

WorkerPool::~WorkerPool() {
  members_.clear();
  ::close(pipe_read_);
  ::close(pipe_write_);
}

WorkerProcess WorkerPool::start(const std::string& name, int slot) const {
  const auto& workers = study_.options.workers;
  std::vector<std::string> words{"worker",
                                 "--study",
                                 study_.folder.root().string(),
                                 "--name",
                                 name,
                                 "--slot",
                                 std::to_string(slot),
                                 "--workers",
                                 std::to_string(workers.count),
                                 "--threads",
                                 std::to_string(workers.threads),
                                 "--events",
                                 "3"};
  if (workers.lend_idle) words.emplace_back("--lend-idle");
  return {words, pipe_write_};
}

void WorkerPool::listen() {
  pollfd waiting{.fd = pipe_read_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, kPatience_ms) <= 0) return;
  char bytes[1 << 16];
  for (ssize_t count = 0; (count = ::read(pipe_read_, bytes, sizeof bytes)) > 0;) {
    reader_.read({bytes, static_cast<std::size_t>(count)});
  }
}

void WorkerPool::pass_on_interrupts() {
  const int asked = static_cast<int>(InterruptGuard::requested());
  for (; interrupts_passed_on_ < asked; ++interrupts_passed_on_) {
    for (const Member& member : members_) member.process.signal(SIGINT);
  }
}

void WorkerPool::after_death(const std::string& name, const ProcessEnd& end) {
  for (const auto& trial : study_.storage->history().trials) {
    if (trial.state != study::TrialState::kRunning || trial.worker != name) continue;
    const std::string reason = fmt::format("its process died: {}", end.describe());
    if (++deaths_[trial.number] < kDeathsOfATrial) {
      study_.storage->release(trial.number, name);
      observer_.trial_ended(trial, study::TrialState::kQueued, reason + "; it is tried once more");
    } else {
      study_.storage->finish(trial.number, name, study::TrialState::kFailed, reason);
      observer_.trial_ended(trial, study::TrialState::kFailed, reason);
    }
    return;
  }
  if (end.by_signal() && ++deaths_at_rest_ < kMostDeathsAtRest) return;
  fail(
      "a worker has ended with {}; everything is saved, go on with: efs search --study {} --resume",
      end.describe(), study_.folder.root().string());
}

bool WorkerPool::look_after(Member& member, int slot) {
  const auto end = member.process.poll();
  if (!end) return true;
  if (end->exit_code == 0) return false;
  if (end->exit_code == kExitInterrupted) {
    stopped_ = true;
    return false;
  }
  listen();  // what it said before
  after_death(member.name, *end);
  if (interrupts_passed_on_ > 0) {
    stopped_ = true;
    return false;
  }
  member.process = start(member.name, slot);
  return true;
}

tune::WorkerEnd WorkerPool::run() {
  std::vector<bool> working(members_.size(), true);
  while (std::find(working.begin(), working.end(), true) != working.end()) {
    listen();
    pass_on_interrupts();
    for (std::size_t slot = 0; slot < members_.size(); ++slot) {
      if (working[slot]) working[slot] = look_after(members_[slot], static_cast<int>(slot));
    }
  }
  listen();
  return stopped_ ? tune::WorkerEnd::kStopped : tune::WorkerEnd::kStudyDone;
}

}  // namespace efs::cli
