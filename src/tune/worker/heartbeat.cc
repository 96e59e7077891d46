#include "tune/worker/heartbeat.h"

namespace efs::tune {
namespace {

constexpr double kBeatsALease = 8.0;

}  // namespace

void Heartbeat::drop(int trial) {
  std::erase_if(held_, [&](const study::Lease& lease) { return lease.trial == trial; });
}

void Heartbeat::beat() {
  const double now_s = clock_.steady_s();
  if (now_s - last_s_ < lease_s_ / kBeatsALease) return;
  last_s_ = now_s;
  for (const study::Lease& lease : held_) storage_.renew(lease, lease_s_);
}

}  // namespace efs::tune
