// What the live page shows of a study, as JSON.
#pragma once

#include <cstddef>
#include <string>

#include "serve/study_reader.h"

namespace efs::serve {

/// What changes while the study runs: its status, the curves of running trials, the latest lines of
/// its log.
Json live_json(const StudyView& view);

/// The charts of the report, each with its HTML and what its script draws, and the recommended
/// detectors: of the trials that `filter` (report::RowFilter) leaves. UsageError: it is none.
Json charts_json(const StudyView& view, const std::string& filter);

/// A part of the leaderboard.
struct LeaderboardQuery {
  std::string filter;
  std::string sort = "rank";  // a column
  bool descending = false;
  std::size_t from = 0;
  std::size_t count = 50;
};
/// {"columns": [{"name", "title", "digits"}], "rows": [[...]], "count": of all that the filter
/// leaves}. UsageError: there is no such column, or the filter is none.
Json leaderboard_json(const StudyView& view, const LeaderboardQuery& query);

/// One trial: its parameters, epochs, costs and latency records, and the commands that export it.
/// `study`: what a command calls the study. std::out_of_range: there is none.
Json trial_json(const StudyView& view, int trial, const std::string& study);

/// The accuracy and latency of the trials on the front, for a comparison of studies.
Json front_json(const StudyView& view);

/// The rows that the filter leaves.
report::Rows filtered(const report::Rows& rows, const std::string& filter);

}  // namespace efs::serve
