// Measures latencies, by one protocol for every runtime and device (docs/latency.md).
#pragma once

#include "core/clock.h"
#include "device/latency_result.h"
#include "device/runtime.h"

namespace efs::device {

/// Times session.run() on inputs that change between runs. Error if a time is not positive.
Measurement measure(Session& session, Clock& clock, const LatencyOptions& options,
                    const MeasurementProgress& progress = {});

/// Loads the model and measures it, or runs the runtime's benchmark program; fills in the context
/// and `unstable`. Error names model and runtime; UsageError: the runtime does not take such files.
Measurement measure_model(const MeasureTask& task, const Runtime& runtime,
                          const MeasurementProgress& progress = {});

}  // namespace efs::device
