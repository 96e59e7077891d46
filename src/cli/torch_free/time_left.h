// How fast a study trains, and for how long still.
#pragma once

#include <optional>

#include "search/schedulers/time_left.h"

namespace efs::cli {

struct Pace {
  /// Of all running trials together, at their last epoch.
  double images_per_second = 0.0;
  std::optional<search::TimeLeft> time_left;
};

Pace pace_of(const study::History& history, const search::Outlook& outlook);

}  // namespace efs::cli
