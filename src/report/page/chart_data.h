// What the page's script draws.
#pragma once

#include "core/text/json.h"
#include "report/figures/page_figures.h"

namespace efs::report {

/// One member a figure, by its name, and "palette"; the scripts under assets/ read it. Long lists
/// are arrays of arrays, and their numbers have 6 significant digits, which no pixel shows.
Json chart_data(const PageFigures& figures);

}  // namespace efs::report
