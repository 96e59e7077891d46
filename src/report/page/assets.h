// Files that are built into the program (see embed.cmake).
#pragma once

#include <string_view>

namespace efs::report {

/// Chart.js 3 (MIT licence, its notice included), from Debian's libjs-chart.js.
std::string_view chart_js();
std::string_view report_css();
std::string_view report_js();

}  // namespace efs::report
