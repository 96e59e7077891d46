// Benchmark programs: the known ones, and those that a file describes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/text/json.h"

namespace efs::device {

/// Finds a statistic in the program's output: the number is the first group of the regular
/// expression (ECMAScript) in the last line that matches.
struct OutputPattern {
  std::string expression;  // empty: the program does not print it
  double ms_per_unit = 1.0;
};

struct BenchmarkProgram {
  std::string name;  // of the runtime
  std::string summary;
  std::string suffix = ".onnx";  // of the files it takes
  /// The program and its arguments, without a shell. In each word {model}, {threads}, {warmup_ms},
  /// {seconds} and {runs} are replaced, and the input's {height} and {width} of an ONNX file.
  std::vector<std::string> words;
  /// More words for a precision: {"fp16", {"--fp16"}}. Other precisions are not offered.
  std::map<std::string, std::vector<std::string>> precisions{{"fp32", {}}};
  OutputPattern median, p90, p99, min, mean;
  /// A program with its arguments that prints the version somewhere; empty: unknown.
  std::vector<std::string> version_words;
};

/// trtexec, onnxruntime_perf_test and benchmark_app.
const std::vector<BenchmarkProgram>& known_benchmark_programs();

/// Reads {"name": ..., "words": [...], "patterns": {"median_ms": REGEX, ...}, ...}; see
/// docs/latency.md. Error names the field and the rule.
BenchmarkProgram benchmark_program_from_json(const Json& json);

/// Whether a program of that name is in PATH, or at that path if it has a '/'.
bool program_is_there(const std::string& name);

}  // namespace efs::device
