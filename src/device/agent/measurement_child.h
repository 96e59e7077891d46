// A measurement in a process of its own, because a model may crash it.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "device/agent/protocol.h"
#include "device/runtime.h"

namespace efs::device {

/// Further timings of a measurement are not passed on.
constexpr std::size_t kMostSamples = 500'000;

/// The child's side. Reads measurement_child_input() from `in`; writes lines of JSON to `out`:
/// {"progress": TEXT} any number of times, then {"result": ..., "samples_ms": [...]} or
/// {"error": TEXT}. Throws nothing.
void run_measurement_child(const std::vector<Runtime>& runtimes, std::istream& in,
                           std::ostream& out);

/// The request as JSON, with the model file's "path".
std::string measurement_child_input(const MeasureRequest& request, const std::string& path);

}  // namespace efs::device
