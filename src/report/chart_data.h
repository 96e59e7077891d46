// What the page's script draws.
#pragma once

#include <vector>

#include "core/json.h"
#include "report/figures.h"

namespace efs::report {

/// {"palette": [...], "scatter": {...}, "stages": [...]}; assets/report.js reads it.
Json chart_data(const std::vector<StageFigure>& stages, const ScatterFigure& scatter);

}  // namespace efs::report
