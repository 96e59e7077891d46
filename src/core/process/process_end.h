// How a process ended.
#pragma once

#include <string>

namespace efs {

struct ProcessEnd {
  int exit_code = 0;  // 128 + signal, if one ended it
  bool by_signal() const { return exit_code > 128; }
  /// True for a signal that others send, not one that its own fault raises.
  bool killed() const;
  /// True if a file that it had mapped into memory became shorter, or unreadable.
  bool lost_a_file() const;
  /// "signal 9 (Killed)", "exit code 1".
  std::string describe() const;
};

/// From waitpid()'s status.
ProcessEnd process_end(int status);

}  // namespace efs
