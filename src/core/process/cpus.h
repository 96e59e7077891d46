// The processors that this process may use.
#pragma once

#include <vector>

namespace efs {

/// Their numbers, ascending; a container or taskset may allow fewer than the machine has.
std::vector<int> allowed_cpus();

/// While it lives, the calling thread, and the threads that it starts from then on, stay on these
/// processors. Empty: on all that are allowed. Error: one of them is not allowed.
class BoundToCpus {
 public:
  explicit BoundToCpus(const std::vector<int>& cpus);
  ~BoundToCpus();
  BoundToCpus(const BoundToCpus&) = delete;
  BoundToCpus& operator=(const BoundToCpus&) = delete;

 private:
  std::vector<int> before_;
};

/// The processors of one of several processes that share them: the calling thread, and the threads
/// that it starts from then on, stay on these.
class CpuSeat {
 public:
  /// Process `slot`, from 0, of `count` with `threads` threads each. Where there are fewer
  /// processors than threads, no process is bound.
  CpuSeat(int slot, int count, int threads);

  /// Takes the seat for work with this many threads; all processors for more than it has.
  void take(int threads) const;

 private:
  std::vector<int> all_, own_;
};

}  // namespace efs
