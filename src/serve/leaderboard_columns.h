// The columns of the live page's leaderboard, as one table.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/text/json.h"
#include "report/leaderboard/leaderboard.h"

namespace efs::serve {

struct Column {
  std::string name;
  std::string title;
  int digits = -1;                                               // behind the point; -1: as it is
  std::function<Json(const report::LeaderboardRow& row)> value;  // null: not known
};

/// Those that the rows have something for, in the order of the page.
std::vector<Column> leaderboard_columns(const report::ReportSource& source,
                                        const report::Rows& rows);

/// Unknown values come last, whichever way.
void sort_by(report::Rows& rows, const Column& column, bool descending);

}  // namespace efs::serve
