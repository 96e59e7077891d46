// A search on a virtual clock, over curves that are known: for comparing schedulers, and for
// deciding what to run before running it.
#pragma once

#include <functional>
#include <optional>

#include "search/schedulers/scheduler.h"
#include "search/simulation/curves.h"

namespace efs::search {

/// What training a point would give; nothing: it cannot be trained (it ends as infeasible).
using CurveOf = std::function<std::optional<RecordedCurve>(const study::Params&)>;

struct SimulationEvent {
  double time_s = 0.0;  // of the virtual clock
  long epochs = 0;      // trained by then, of all trials
  int trial = 0;        // who trained the last one
};

struct SimulationResult {
  double time_s = 0.0;
  long epochs = 0;
  std::size_t trials = 0;
};

/// Runs `scheduler` with `workers` until it is done: as in a study, a free worker claims what is
/// queued, and where nothing is asks the scheduler. An epoch lasts as long as recorded.
/// Deterministic. `observe` (may be empty) sees the History after every epoch.
SimulationResult simulate(
    const Scheduler& scheduler, const CurveOf& curve_of, int workers,
    const std::function<void(const study::History&, const SimulationEvent&)>& observe = {});

}  // namespace efs::search
