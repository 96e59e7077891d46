// report.html: one file that needs nothing else.
#pragma once

#include <string>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

/// The whole page: style, Chart.js, data and pictures inside it; a content security policy keeps it
/// from loading anything. Every text of the study is escaped. Error if a picture cannot be read.
std::string html_page(const ReportSource& source, const Rows& rows,
                      const std::vector<DrawnChart>& charts);

}  // namespace efs::report
