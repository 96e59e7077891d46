#include "core/process/process_end.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstring>

namespace efs {

bool ProcessEnd::killed() const {
  const int signal = exit_code - 128;
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

bool ProcessEnd::lost_a_file() const { return exit_code - 128 == SIGBUS; }

std::string ProcessEnd::describe() const {
  if (by_signal()) {
    return fmt::format("signal {} ({})", exit_code - 128, ::strsignal(exit_code - 128));
  }
  return fmt::format("exit code {}", exit_code);
}

ProcessEnd process_end(int status) {
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)};
}

}  // namespace efs
