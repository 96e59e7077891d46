// How many faces the winner finds at how many false alarms.
#pragma once

#include "report/charts/charts.h"

namespace efs::report {

/// Nothing for studies of the task single, and before a model is in best/.
DrawnChart draw_recall(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
