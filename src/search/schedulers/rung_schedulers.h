// The schedulers on rungs. Private to search: make_scheduler() makes them.
#pragma once

#include <memory>
#include <vector>

#include "search/schedulers/strategy.h"

namespace efs::search {

/// kFull (one rung), kAsha and kPasha.
std::unique_ptr<Scheduler> make_asha_scheduler(const Space& space, const Strategy& strategy,
                                               const FitnessOptions& fitness, std::uint64_t seed,
                                               std::vector<study::Trial> prior);

/// kHalving and kHyperband.
std::unique_ptr<Scheduler> make_bracket_scheduler(const Space& space, const Strategy& strategy,
                                                  const FitnessOptions& fitness, std::uint64_t seed,
                                                  std::vector<study::Trial> prior);

}  // namespace efs::search
