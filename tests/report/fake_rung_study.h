// A larger study that never ran: trials promoted one by one at rungs, on several workers.
#pragma once

#include <vector>

#include "report/leaderboard/source.h"

namespace efs::report {

struct FakeRungs {
  int trials = 60;
  int workers = 4;
  std::vector<int> rungs{3, 9, 27};  // epochs; a third of the trials goes on
};

/// Simulates workers "node-00", "node-01", ... that take a promotion where there is one (a paused
/// trial among the best third of its rung), else a new random trial. Parameters: architecture (8),
/// learning_rate (log-uniform), head (3), tap (only of "mobile" architectures). Accuracy depends on
/// architecture and learning rate; a learning rate above 0.02 diverges. Trial 5 fails in its first
/// epoch, and trial 0 is still running.
ReportSource fake_rung_study(const FakeRungs& options = {});

}  // namespace efs::report
