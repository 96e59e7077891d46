// The progress of a long command, for the user who waits.
#pragma once

#include <string>

namespace efs {

/// On a terminal: one line, rewritten in place. Elsewhere (a file, a pipe, CI): whole lines, and
/// update() only every `plain_interval_s`. Writes to standard error; results go to standard output.
/// For use by one thread.
class Progress {
 public:
  explicit Progress(double plain_interval_s = 10.0, int descriptor = 2);
  /// Clears the terminal's line; elsewhere, writes the last state if it has not been written.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// A state that the next one replaces ("trial 17/84 resnet18 ... 3.2 min left").
  void update(const std::string& line);
  /// A line of the command's results, to standard output, with the terminal's line out of its way.
  void print(const std::string& line);
  /// Something worth keeping: stays on the screen above the progress line.
  void note(const std::string& line);

 private:
  double plain_interval_s_;
  int descriptor_;
  bool terminal_;
  double last_update_s_ = -1e9;
  std::string current_;    // what the terminal's line shows
  std::string unwritten_;  // a state that the interval held back
};

/// "1.2 s", "3 min 05 s", "2 h 10 min", "3 d 04 h"; "?" for what is negative or not finite.
std::string format_duration(double seconds);

}  // namespace efs
