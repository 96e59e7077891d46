// The study folder's tables: results.csv and leaderboard.csv.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

namespace efs::report {

/// One row per trial and epoch, by trial: the columns of the original's table, then what else is
/// known. `learning_rate` is the trial's, not the schedule's; `fitness` is that of the epoch.
std::string results_csv(const ReportSource& source, const Rows& rows);

/// The learning curves in the original's format, for efs simulate: architecture, learning_rate,
/// epoch, train_loss, val_loss, latency_s; then what else the space chose, the other metrics and
/// seconds. One row per epoch of the run that counts.
std::string curves_csv(const ReportSource& source, const Rows& rows);

/// One row per trial, best first.
std::string leaderboard_csv(const Rows& rows);

}  // namespace efs::report
