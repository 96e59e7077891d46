// The study folder's tables: results.csv and leaderboard.csv.
#pragma once

#include <string>
#include <vector>

#include "report/figures.h"

namespace efs::report {

/// One row per trial and epoch, by trial: the columns of the original's table, then what else is
/// known. `learning_rate` is the trial's, not the schedule's; `fitness` is that of the epoch.
std::string results_csv(const ReportSource& source, const std::vector<LeaderboardRow>& rows);

/// One row per trial, best first.
std::string leaderboard_csv(const std::vector<LeaderboardRow>& rows);

}  // namespace efs::report
