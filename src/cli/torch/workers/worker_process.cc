#include "cli/torch/workers/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "cli/program_words.h"
#include "core/error.h"

namespace efs::cli {
namespace {

/// Runs in the new process; calls only functions that are allowed between fork and exec.
[[noreturn]] void become(char* const* words, pid_t parent, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  ::setpgid(0, 0);
  if (output != 3) ::dup2(output, 3);
  ::execv("/proc/self/exe", words);
  ::_exit(127);
}

}  // namespace

Pipe::Pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw SystemError(fmt::format("no pipe for the workers: {}", std::strerror(errno)), errno);
  }
  read = ends[0];
  write = ends[1];
}

Pipe::~Pipe() {
  ::close(read);
  ::close(write);
}

WorkerProcess::WorkerProcess(std::vector<std::string> arguments, int output) {
  const auto words = exec_words(arguments);
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) {
    throw SystemError(fmt::format("no process for a worker: {}", std::strerror(errno)), errno);
  }
  if (process_ == 0) become(words.data(), parent, output);
}

WorkerProcess::~WorkerProcess() {
  if (process_ == 0) return;
  signal(SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(process_, other.process_);
  return *this;
}

void WorkerProcess::signal(int number) const {
  if (process_ != 0) ::kill(process_, number);
}

std::optional<ProcessEnd> WorkerProcess::poll() {
  int status = 0;
  if (process_ == 0 || ::waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  process_ = 0;
  return process_end(status);
}

}  // namespace efs::cli
