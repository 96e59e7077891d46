// A search on a virtual clock, over known curves: to compare schedulers, and to decide what to run
// before running it.
#pragma once

#include <functional>
#include <optional>

#include "search/schedulers/scheduler.h"
#include "search/simulation/curves.h"

namespace efs::search {

/// The curve that training a point would give; nothing: the point is infeasible.
using CurveOf = std::function<std::optional<RecordedCurve>(const study::Params&)>;

struct SimulationEvent {
  double time_s = 0.0;  // of the virtual clock
  long epochs = 0;      // trained by then, of all trials
  int trial = 0;        // that trained the last one
};

struct SimulationResult {
  double time_s = 0.0;
  long epochs = 0;
  std::size_t trials = 0;
};

/// Runs `scheduler` with `workers` until it is done. As in a study, a free worker claims a queued
/// trial, and asks the scheduler where there is none. An epoch lasts as long as recorded.
/// Deterministic. `observe` (may be empty) sees the History after every epoch.
SimulationResult simulate(
    const Scheduler& scheduler, const CurveOf& curve_of, int workers,
    const std::function<void(const study::History&, const SimulationEvent&)>& observe = {});

}  // namespace efs::search
