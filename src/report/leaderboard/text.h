// What the terminal shows of a study.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/terminal.h"
#include "report/leaderboard/leaderboard.h"

namespace efs::report {

/// The first `max_rows` of the leaderboard as an aligned table, each line ended, with a note on the
/// rows left out. Lines of more than `width` columns lose what matters least first: sizes and
/// counts, then losses and epochs, at last the ends of long names.
std::string leaderboard_text(const Rows& rows, std::size_t max_rows = 10,
                             std::size_t width = output_width());

/// A warning if the winner is no better than always answering with the mean of the training boxes,
/// with what to look at; else empty.
std::string weak_winner_text(const ReportSource& source, const Rows& rows);

/// "2 completed, 12 stopped, 1 diverged"
std::string states_text(const Totals& totals);

}  // namespace efs::report
