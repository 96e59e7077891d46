// One protocol for every runtime and device (docs/latency.md).
#pragma once

#include "core/clock.h"
#include "device/latency_result.h"
#include "device/runtime.h"

namespace efs::device {

/// Times session.run() on inputs that change between runs. Error if a time is not positive.
Measurement measure(Session& session, Clock& clock, const LatencyOptions& options,
                    const MeasurementProgress& progress = {});

/// Loads the model, measures, fills in the context and whether it can be trusted; a benchmark
/// program measures itself. Error names model and runtime; UsageError: the file is not of the kind
/// that the runtime takes.
Measurement measure_model(const MeasureTask& task, const Runtime& runtime,
                          const MeasurementProgress& progress = {});

}  // namespace efs::device
