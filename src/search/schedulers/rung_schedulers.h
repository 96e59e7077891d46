// The schedulers on rungs. Private to search: make_scheduler() makes them.
#pragma once

#include <memory>

#include "search/schedulers/job_source.h"

namespace efs::search {

/// kFull (one rung), kAsha and kPasha.
std::unique_ptr<Scheduler> make_asha_scheduler(const Strategy& strategy, JobSource source);

/// kHalving and kHyperband.
std::unique_ptr<Scheduler> make_bracket_scheduler(const Strategy& strategy, JobSource source);

}  // namespace efs::search
