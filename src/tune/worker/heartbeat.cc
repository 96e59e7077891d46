#include "tune/worker/heartbeat.h"

#include <algorithm>
#include <exception>

namespace efs::tune {
namespace {

constexpr double kBeatsALease = 8.0;

}  // namespace

void Heartbeat::drop(int trial) {
  std::erase_if(held_, [&](const study::Lease& lease) { return lease.trial == trial; });
}

bool Heartbeat::holds(int trial) const {
  return !storage_fails_ && std::any_of(held_.begin(), held_.end(), [&](const study::Lease& lease) {
    return lease.trial == trial;
  });
}

void Heartbeat::beat() {
  const double now_s = clock_.steady_s();
  if (now_s - last_s_ < lease_s_ / kBeatsALease) return;
  last_s_ = now_s;
  storage_fails_ = false;
  std::erase_if(held_, [&](const study::Lease& lease) {
    try {
      storage_.renew(lease, lease_s_);
    } catch (const study::LeaseLost&) {
      return true;
    } catch (const std::exception&) {
      storage_fails_ = true;
    }
    return false;
  });
}

}  // namespace efs::tune
