// Whether the system has killed a process for want of memory, which looks like any other SIGKILL.
#pragma once

#include <cstdint>

namespace efs::cli {

/// Counts from its construction on, by the counters of the process's control group (Slurm's or a
/// container's memory limit) and of the whole system (/proc/vmstat). Where neither can be read, no
/// kill is ever seen.
class OutOfMemoryKills {
 public:
  /// Since the last call.
  bool happened();

 private:
  static std::int64_t count();
  std::int64_t seen_ = count();
};

}  // namespace efs::cli
