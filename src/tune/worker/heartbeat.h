// Keeps the leases of claimed trials alive from within the work on them, so that work that hangs
// falls silent.
#pragma once

#include <vector>

#include "core/clock.h"
#include "study/storage.h"

namespace efs::tune {

class Heartbeat {
 public:
  Heartbeat(study::Storage& storage, double lease_s) : storage_(storage), lease_s_(lease_s) {}

  double lease_s() const { return lease_s_; }
  /// From now on: that of a trial just claimed.
  void hold(const study::Lease& lease) { held_.push_back(lease); }
  void drop(int trial);
  const std::vector<study::Lease>& held() const { return held_; }

  /// To be called between two pieces of work, the oftener the better: renews what is held now and
  /// then. study::LeaseLost: one of them is another worker's now.
  void beat();

 private:
  study::Storage& storage_;
  double lease_s_;
  std::vector<study::Lease> held_;
  SystemClock clock_;
  double last_s_ = clock_.steady_s();
};

}  // namespace efs::tune
