// What the networks of the front are made of: their stages as bars.
#pragma once

#include "report/charts/charts.h"

namespace efs::report {

/// The winner and the front, at most twelve. Without a latency model a bar is as long as its MACs.
DrawnChart draw_networks(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
