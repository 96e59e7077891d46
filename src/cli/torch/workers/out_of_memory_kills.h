// Whether the system has killed for want of memory: a process that it kills so looks like any other
// that got SIGKILL.
#pragma once

#include <cstdint>

namespace efs::cli {

/// Counts from when it was made. The counters are those of the processes' control group (Slurm's or
/// a container's memory limit) and of the whole system (/proc/vmstat); where neither can be read it
/// never happened.
class OutOfMemoryKills {
 public:
  /// Since the last question.
  bool happened();

 private:
  static std::int64_t count();
  std::int64_t seen_ = count();
};

}  // namespace efs::cli
