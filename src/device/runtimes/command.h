// Benchmark programs of others as runtimes: they run the model and print the times.
#pragma once

#include <string>

#include "device/runtime.h"
#include "device/runtimes/command_programs.h"

namespace efs::device {

/// Parses what the program prints. Error: it does not print the median.
LatencyResult read_benchmark_output(const BenchmarkProgram& program, const std::string& output);

Runtime command_runtime(const BenchmarkProgram& program);

}  // namespace efs::device
