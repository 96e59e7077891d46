// The charts of a report: each is one file, with its data and its drawing, and one row.
#pragma once

#include <string>
#include <vector>

#include "core/text/json.h"
#include "report/drawing/plot.h"
#include "report/leaderboard/leaderboard.h"

namespace efs::report {

/// What a chart makes of one study.
struct DrawnChart {
  std::string html;                   // its <section>s; empty where there is nothing to show
  Json data;                          // for its script
  std::vector<NamedPlot> plots = {};  // where it has files of its own
};

struct Chart {
  const char* key;      // names its data, and its script in drawings (assets/base.js)
  const char* section;  // id of its <section>, or of the first
  const char* link;     // what the head of the page calls it
  DrawnChart (*draw)(const ReportSource& source, const Rows& rows);
};

/// In the order of the page.
const std::vector<Chart>& charts();

/// All rows of charts(), in their order.
std::vector<DrawnChart> draw_charts(const ReportSource& source, const Rows& rows);

/// What the page's script reads: a member for each chart, "palette" and "accuracy". Long lists are
/// arrays of arrays.
Json chart_data(const ReportSource& source, const std::vector<DrawnChart>& drawn);

}  // namespace efs::report
