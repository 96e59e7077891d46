#include "device/runtimes/command_programs.h"

#include <unistd.h>

#include <cstdlib>
#include <regex>
#include <sstream>

#include "device/json_fields.h"
#include "device/names.h"

namespace efs::device {

namespace {

constexpr int kMostDigits = 4;
constexpr std::size_t kLongestPattern = 500;  // std::regex recurses
const std::string kNumber = "([0-9.eE+-]+)";

BenchmarkProgram trtexec() {
  BenchmarkProgram program;
  program.name = "trtexec";
  program.summary = "TensorRT's own benchmark";
  // Where JetPack puts it, outside of PATH.
  const bool in_path = program_is_there("trtexec");
  program.words = {in_path ? "trtexec" : "/usr/src/tensorrt/bin/trtexec", "--onnx={model}",
                   "--warmUp={warmup_ms}", "--duration={seconds}", "--iterations={runs}"};
  program.precisions = {{"fp32", {"--noTF32"}}, {"fp16", {"--fp16"}}, {"int8", {"--int8"}}};
  // "[I] Latency: min = 0.17 ms, max = 0.24 ms, mean = 0.18 ms, median = 0.18 ms,
  // percentile(90%) = ..., percentile(99%) = 0.20 ms": copies to and from the GPU included. The
  // lines "H2D Latency: ..." and "D2H Latency: ..." that follow are of the copies alone.
  const std::string line = "(?:^|\\] )Latency: min";
  program.median.expression = line + ".*median = " + kNumber + " ms";
  program.p90.expression = line + ".*percentile\\(90%\\) = " + kNumber + " ms";
  program.p99.expression = line + ".*percentile\\(99%\\) = " + kNumber + " ms";
  program.min.expression = line + " = " + kNumber + " ms";
  program.mean.expression = line + ".*mean = " + kNumber + " ms";
  return program;
}

BenchmarkProgram onnxruntime_perf_test() {
  BenchmarkProgram program;
  program.name = "onnxruntime_perf_test";
  program.summary = "ONNX Runtime's own benchmark";
  program.words = {"onnxruntime_perf_test",
                   "-I",
                   "-m",
                   "duration",
                   "-t",
                   "{seconds}",
                   "-x",
                   "{threads}",
                   "-s",
                   "{model}"};
  // "P50 Latency: 0.0587 s", "P50 Latency is 0.0587 sec" before 1.3.
  const auto percentile = [](const char* name) {
    return OutputPattern{std::string(name) + " Latency(?::| is) " + kNumber + " s", 1e3};
  };
  program.median = percentile("P50");
  program.p90 = percentile("P90");
  program.p99 = percentile("P99");
  program.min = percentile("Min");
  program.mean.expression = "Average inference time cost[^:]*: ?" + kNumber + " ms";
  return program;
}

BenchmarkProgram benchmark_app() {
  BenchmarkProgram program;
  program.name = "benchmark_app";
  program.summary = "OpenVINO's own benchmark";
  program.words = {"benchmark_app", "-m", "{model}",   "-d",        "CPU",      "-api",
                   "sync",          "-t", "{seconds}", "-nthreads", "{threads}"};
  program.precisions = {
      {"fp32", {"-infer_precision", "f32"}}, {"fp16", {"-infer_precision", "f16"}}, {"int8", {}}};
  program.median.expression = "Median: +" + kNumber + " ms";
  program.min.expression = "Min: +" + kNumber + " ms";
  program.mean.expression = "Average: +" + kNumber + " ms";
  return program;
}

/// std::regex expands repetitions, however many the expression asks for.
bool has_large_number(const std::string& expression) {
  int digits = 0;
  for (const char c : expression) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > kMostDigits) return true;
  }
  return false;
}

OutputPattern pattern_of(const Json& patterns, const std::string& name) {
  for (const auto& unit : {std::make_pair("_ms", 1.0), std::make_pair("_s", 1e3)}) {
    const std::string key = name + unit.first;
    if (!patterns.contains(key)) continue;
    OutputPattern pattern{field<std::string>(patterns, key.c_str()), unit.second};
    if (pattern.expression.size() > kLongestPattern) {
      fail("the pattern for {} has more than {} characters", key, kLongestPattern);
    }
    if (has_large_number(pattern.expression)) {
      fail("the pattern '{}' for {} has a number of more than {} digits", pattern.expression, key,
           kMostDigits);
    }
    try {
      if (std::regex(pattern.expression).mark_count() >= 1) return pattern;
    } catch (const std::regex_error& error) {
      fail("the pattern '{}' for {} is no regular expression: {}", pattern.expression, key,
           error.what());
    }
    fail("the pattern '{}' for {} needs a group (...) around the number", pattern.expression, key);
  }
  return {};
}

}  // namespace

bool program_is_there(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

const std::vector<BenchmarkProgram>& known_benchmark_programs() {
  static const std::vector<BenchmarkProgram> table{trtexec(), onnxruntime_perf_test(),
                                                   benchmark_app()};
  return table;
}

BenchmarkProgram benchmark_program_from_json(const Json& json) {
  if (!json.is_object()) fail("a benchmark program is described by a JSON object");
  BenchmarkProgram program;
  program.name = field<std::string>(json, "name");
  program.summary = "a program of this board's own";
  program.words = field<std::vector<std::string>>(json, "words");
  if (program.words.empty()) fail("'words' of {} is empty", program.name);
  require_name("name", program.name);
  if (json.contains("suffix")) program.suffix = field<std::string>(json, "suffix");
  if (!is_model_file_suffix(program.suffix)) {
    fail("'suffix' of {} is '{}', but must be .onnx or .pt", program.name,
         printable(program.suffix, 100));
  }
  if (json.contains("precisions")) {
    program.precisions = field<std::map<std::string, std::vector<std::string>>>(json, "precisions");
    for (const auto& entry : program.precisions) require_name("precisions", entry.first);
  }
  if (json.contains("version_words")) {
    program.version_words = field<std::vector<std::string>>(json, "version_words");
    if (program.version_words.empty()) fail("'version_words' of {} is empty", program.name);
  }
  const auto patterns = field<Json>(json, "patterns");
  program.median = pattern_of(patterns, "median");
  if (program.median.expression.empty()) {
    fail("'patterns' of {} lacks 'median_ms' (or 'median_s')", program.name);
  }
  program.p90 = pattern_of(patterns, "p90");
  program.p99 = pattern_of(patterns, "p99");
  program.min = pattern_of(patterns, "min");
  program.mean = pattern_of(patterns, "mean");
  return program;
}

}  // namespace efs::device
