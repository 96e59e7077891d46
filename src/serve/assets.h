// Files that are built into the program (efs_embed in cmake/EfsTargets.cmake).
#pragma once

#include <string_view>

namespace efs::serve {

std::string_view page_html();
/// Behind report::report_css().
std::string_view page_css();
/// Behind report::chart_js() and report::charts_js().
std::string_view page_js();

}  // namespace efs::serve
