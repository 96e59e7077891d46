// The processors that this process may use.
#pragma once

#include <optional>
#include <string>
#include <utility>
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

/// A name that one process of the machine holds until it ends.
class Claim {
 public:
  /// Nothing if another holds it.
  static std::optional<Claim> take(const std::string& name);
  Claim(Claim&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Claim& operator=(Claim&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }
  ~Claim();

 private:
  explicit Claim(int socket) : socket_(socket) {}
  int socket_;
};

/// Processors that one of several processes has to itself: the calling thread, and the threads that
/// it starts from then on, stay on these. No two seats of a machine hold the same processor, also of
/// programs that know nothing of each other.
class CpuSeat {
 public:
  /// Of one of `count` processes with `threads` threads each. Where there are fewer processors than
  /// threads, or too few that no other seat holds, the process is not bound.
  CpuSeat(int count, int threads);

  /// Takes the seat for work with this many threads; all processors for more than it has.
  void take(int threads) const;

 private:
  std::vector<int> all_, own_;
  std::vector<Claim> claims_;
};

}  // namespace efs
