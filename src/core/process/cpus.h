// The processors that this process may use.
#pragma once

#include <vector>

namespace efs {

/// Their numbers, ascending; a container or taskset may have left fewer than the machine has.
std::vector<int> allowed_cpus();

/// The calling thread, and the threads that it starts from then on, stay on these processors until
/// this is gone. Empty: wherever they may be. Error: one is not allowed here.
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
  /// processors than threads, nobody is bound to any.
  CpuSeat(int slot, int count, int threads);

  /// Takes the seat for work of so many threads: with more than its own, all processors.
  void take(int threads) const;

 private:
  std::vector<int> all_, own_;
};

}  // namespace efs
