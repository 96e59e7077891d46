// Which parameters decided the fitness.
#pragma once

#include "report/leaderboard/leaderboard.h"
#include "search/objectives/importance.h"

namespace efs::report {

/// Of the trials that have a fitness; without shares where there are too few of them
/// (search::ImportanceOptions), or nothing varied.
search::Importance importance_figure(const ReportSource& source,
                                     const std::vector<LeaderboardRow>& rows);

}  // namespace efs::report
