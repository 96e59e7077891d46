// Which parameters decided the fitness.
#pragma once

#include "report/charts/charts.h"
#include "search/objectives/importance.h"

namespace efs::report {

/// Counts the trials that have a fitness. There are no shares if those are too few
/// (search::parameter_importance()), or if nothing varied.
search::Importance importance_figure(const ReportSource& source, const Rows& rows);

DrawnChart draw_importance(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
