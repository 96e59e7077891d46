#include "core/process/cpus.h"

#include <fmt/ranges.h>
#include <sched.h>

#include <algorithm>

#include "core/error.h"

namespace efs {
namespace {

void bind_to(const std::vector<int>& cpus) {
  if (cpus.empty()) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int cpu : cpus) CPU_SET(static_cast<std::size_t>(cpu), &set);
  ::sched_setaffinity(0, sizeof set, &set);  // refused: the work is done all the same
}

}  // namespace

std::vector<int> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return {0};
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

BoundToCpus::BoundToCpus(const std::vector<int>& cpus) {
  if (cpus.empty()) return;
  before_ = allowed_cpus();
  for (const int cpu : cpus) {
    if (std::binary_search(before_.begin(), before_.end(), cpu)) continue;
    fail("this process may not use CPU {}; it may use {}", cpu, fmt::join(before_, ", "));
  }
  bind_to(cpus);
}

BoundToCpus::~BoundToCpus() { bind_to(before_); }

CpuSeat::CpuSeat(int slot, int count, int threads) {
  const auto cpus = allowed_cpus();
  if (static_cast<int>(cpus.size()) < count * threads) return;
  all_ = cpus;
  own_.assign(cpus.begin() + slot * threads, cpus.begin() + (slot + 1) * threads);
}

void CpuSeat::take(int threads) const {
  bind_to(threads > static_cast<int>(own_.size()) ? all_ : own_);
}

}  // namespace efs
