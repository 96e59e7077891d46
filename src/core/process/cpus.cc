#include "core/process/cpus.h"

#include <fmt/ranges.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

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

std::optional<Claim> Claim::take(const std::string& name) {
  // An abstract address (unix(7)) has no file that a killed process could leave behind.
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::size_t size = std::min(name.size(), sizeof address.sun_path - 1);
  std::copy_n(name.begin(), size, address.sun_path + 1);
  Claim claim(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + size);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket interface's own way
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(claim.socket_, any, length) != 0) return std::nullopt;
  return claim;
}

Claim::~Claim() {
  if (socket_ >= 0) ::close(socket_);
}

CpuSeat::CpuSeat(int count, int threads) {
  const auto cpus = allowed_cpus();
  if (static_cast<int>(cpus.size()) < count * threads) return;
  all_ = cpus;
  for (const int cpu : cpus) {
    if (static_cast<int>(own_.size()) == threads) break;
    auto claim = Claim::take(fmt::format("efs processor {}", cpu));
    if (!claim) continue;
    claims_.push_back(std::move(*claim));
    own_.push_back(cpu);
  }
  if (static_cast<int>(own_.size()) == threads) return;
  own_.clear();
  claims_.clear();
}

void CpuSeat::take(int threads) const {
  bind_to(threads > static_cast<int>(own_.size()) ? all_ : own_);
}

}  // namespace efs
