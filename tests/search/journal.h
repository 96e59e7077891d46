// A History that grows in place and says what has changed, as the simulator's does.
#pragma once

#include <atomic>
#include <cstdint>

#include "study/trial.h"

namespace efs::search {

class Journal {
 public:
  Journal() {
    static std::atomic<std::uint64_t> last{1'000'000};  // beyond those of simulators
    history_.lineage = ++last;
  }

  /// What has become of it since the last call.
  const study::History& follow(const study::History& now) {
    for (const study::Trial& trial : now.trials) {
      const auto number = static_cast<std::size_t>(trial.number);
      if (number == history_.trials.size()) {
        history_.trials.push_back(trial);
      } else if (differs(history_.trials[number], trial)) {
        history_.trials[number] = trial;
      } else {
        continue;
      }
      history_.journal.push_back(trial.number);
    }
    history_.elapsed_s = now.elapsed_s;
    return history_;
  }

 private:
  static bool differs(const study::Trial& a, const study::Trial& b) {
    return a.state != b.state || a.stage != b.stage || a.target_epoch != b.target_epoch ||
           a.epochs.size() != b.epochs.size() || a.claims != b.claims;
  }

  study::History history_;
};

}  // namespace efs::search
