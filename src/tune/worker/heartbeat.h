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
  /// Renews this lease of a trial just claimed from now on.
  void hold(const study::Lease& lease) { held_.push_back(lease); }
  void drop(int trial);
  const std::vector<study::Lease>& held() const { return held_; }

  /// Renews what is held, now and then; call it between two pieces of work, the more often the
  /// better. A lease that is another worker's now is dropped. Does not throw.
  void beat();
  /// False: work on the trial should stop, for its lease is lost or could not be renewed. The next
  /// write to the study says which.
  bool holds(int trial) const;

 private:
  study::Storage& storage_;
  double lease_s_;
  std::vector<study::Lease> held_;
  SystemClock clock_;
  double last_s_ = clock_.steady_s();
  bool storage_fails_ = false;
};

}  // namespace efs::tune
