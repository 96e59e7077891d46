// A process of this program that the search starts and ends.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "core/process/process_end.h"

namespace efs::cli {

/// A pipe from workers to the search.
struct Pipe {
  /// SystemError: there is none to be had.
  Pipe();
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int read, write;
};

/// Runs `efs-worker ARGUMENTS`, out of the terminal's reach: the search passes signals on. It is
/// killed when this process dies, however it dies, and by the destructor. Not a ChildProcess: a
/// worker writes to the terminal or a file, handles signals itself and lives for hours, so it needs
/// no pipes and no guard.
class WorkerProcess {
 public:
  /// `output`: a descriptor that becomes the process's descriptor 3. Error if it does not start.
  WorkerProcess(std::vector<std::string> arguments, int output);
  ~WorkerProcess();
  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;

  void signal(int number) const;
  /// Nothing while it runs.
  std::optional<ProcessEnd> poll();

 private:
  pid_t process_;  // 0: it has ended, and its end was read
};

}  // namespace efs::cli
