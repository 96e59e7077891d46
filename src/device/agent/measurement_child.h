// A measurement in a process of its own, which a model may crash.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "device/agent/protocol.h"
#include "device/runtime.h"

namespace efs::device {

/// Of a measurement's timed runs, the times of the first so many are given.
constexpr std::size_t kMostSamples = 500'000;

/// The child's side. Reads a MeasureRequest with the file's "path" from `in`; writes lines of JSON
/// to `out`: {"progress": TEXT} any number of times, then {"result": ..., "samples_ms": [...]} or
/// {"error": TEXT}. Throws nothing.
void run_measurement_child(const std::vector<Runtime>& runtimes, std::istream& in,
                           std::ostream& out);

/// What the child is told.
std::string measurement_child_input(const MeasureRequest& request, const std::string& path);

}  // namespace efs::device
