// Another program, started without a shell, whose output is read line by line.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/error.h"
#include "core/process/process_end.h"

namespace efs {

/// A program that cannot be started.
class NotStarted : public Error {
 public:
  NotStarted(const std::string& message, int code) : Error(message), code_(code) {}
  /// errno; ENOENT: there is no such program.
  int code() const { return code_; }

 private:
  int code_;
};

/// The destructor kills the program and all that it started, and so does the death of this process:
/// a guard (process_guard.h) stands between. The guard also kills what the program leaves behind.
class ChildProcess {
 public:
  /// `words`: the program (looked for in PATH unless there is a '/') and its arguments. `input` is
  /// all of its standard input. NotStarted: it cannot be started.
  ChildProcess(const std::vector<std::string>& words, const std::string& input);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  enum class Read { kLine, kTimeout, kEnd };
  /// The next line of its standard output, without the end of line; a last one may lack it. Error:
  /// a line of more than 64 MiB.
  Read read_line(std::string& line, double timeout_s);

  void kill();
  /// Waits until it has ended; to be called after read_line() gave kEnd, or after kill().
  ProcessEnd wait();
  /// The last of its standard error, at most 4 KiB.
  const std::string& errors() const { return errors_; }

 private:
  void feed();
  /// False: the pipe is at its end.
  bool drain(int descriptor, std::string& into);

  pid_t process_ = 0;
  int input_ = -1, output_ = -1, error_ = -1;
  std::string to_write_;
  std::string read_;
  std::string errors_;
};

}  // namespace efs
