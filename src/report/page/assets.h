// Files that are built into the program (efs_embed in cmake/EfsTargets.cmake).
#pragma once

#include <string_view>

namespace efs::report {

/// Chart.js 3 (MIT licence, its notice included), from Debian's libjs-chart.js.
std::string_view chart_js();
std::string_view report_css();
/// What draws each chart of charts() from its data.
std::string_view charts_js();
/// What draws all of them in a report; behind charts_js().
std::string_view report_js();

}  // namespace efs::report
