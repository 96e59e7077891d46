// How fast a study trains, and for how long still: estimates from what it has recorded.
#pragma once

#include <optional>

#include "report/source.h"

namespace efs::cli {

struct Pace {
  /// Of all running trials together, at their last epoch.
  double images_per_second = 0.0;
  /// With the workers that run now, or one; nothing before the first epoch or when all is done. An
  /// epoch is taken to last as long as its network has MACs.
  std::optional<double> time_left_s;
};

Pace pace_of(const report::ReportSource& source);

}  // namespace efs::cli
