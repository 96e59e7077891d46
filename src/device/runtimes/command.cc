#include "device/runtimes/command.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <sstream>

#include "core/clock.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/process/child_process.h"
#include "device/onnx_file.h"

namespace efs::device {

namespace {

constexpr double kReadLine_s = 0.5;
constexpr std::size_t kOutputShown = 1000;  // of a program that failed
constexpr std::size_t kOutputKept = 1U << 20;
constexpr std::size_t kLongestSearched = 4096;  // that is searched: std::regex recurses
constexpr double kVersion_s = 10.0;

std::string replaced(std::string word, const std::map<std::string, std::string>& values) {
  for (const auto& entry : values) {
    const std::string name = "{" + entry.first + "}";
    for (std::size_t at = 0; (at = word.find(name, at)) != std::string::npos;) {
      word.replace(at, name.size(), entry.second);
      at += entry.second.size();
    }
  }
  return word;
}

bool any_has(const std::vector<std::string>& words, const char* part) {
  return std::any_of(words.begin(), words.end(), [part](const std::string& word) {
    return word.find(part) != std::string::npos;
  });
}

std::vector<std::string> precisions_of(const BenchmarkProgram& program) {
  std::vector<std::string> names;
  for (const auto& entry : program.precisions) names.push_back(entry.first);
  return names;
}

/// The end of a program's output, for an error message.
std::string tail(const std::string& output) {
  return output.substr(output.size() > kOutputShown ? output.size() - kOutputShown : 0);
}

std::vector<std::string> words_of(const BenchmarkProgram& program, const MeasureTask& task) {
  const auto more = program.precisions.find(task.precision);
  if (more == program.precisions.end()) {
    fail("runtime {} has no precision '{}'; it has: {}", program.name, task.precision,
         fmt::join(precisions_of(program), ", "));
  }
  std::map<std::string, std::string> values{
      {"model", task.model.string()},
      {"threads", std::to_string(task.threads)},
      {"warmup_ms", fmt::format("{:.0f}", std::ceil(task.options.warmup_s * 1e3))},
      {"seconds", fmt::format("{:.0f}", std::max(1.0, std::ceil(task.options.min_s)))},
      {"runs", std::to_string(task.options.min_runs)}};
  std::vector<std::string> words = program.words;
  words.insert(words.end(), more->second.begin(), more->second.end());
  if (any_has(words, "{height}") || any_has(words, "{width}")) {
    const std::vector<std::int64_t> shape = onnx_input_shape(read_file(task.model));
    if (shape.size() != 4) fail("the model's input has {} dimensions, not 4", shape.size());
    values["height"] = std::to_string(shape[2]);
    values["width"] = std::to_string(shape[3]);
  }
  for (std::string& word : words) word = replaced(word, values);
  return words;
}

/// The program's standard output and error together; Error: it failed.
std::string output_of(const BenchmarkProgram& program, const std::vector<std::string>& words,
                      const MeasurementProgress& progress) {
  ChildProcess child(words, "");
  std::string output, line;
  while (true) {
    const auto read = child.read_line(line, kReadLine_s);
    if (read == ChildProcess::Read::kEnd) break;
    if (read == ChildProcess::Read::kTimeout) {
      if (progress) progress(program.name + " runs");
      continue;
    }
    output += line.substr(0, kLongestSearched) + "\n";
    if (output.size() > 2 * kOutputKept) output.erase(0, output.size() - kOutputKept);
  }
  const ProcessEnd end = child.wait();
  output += child.errors();
  if (end.exit_code == 0) return output;
  fail("{} ended with {}: {}", words.front(), end.describe(), tail(output));
}

/// 0: the pattern is not used, or not found.
double number_of(const OutputPattern& pattern, const std::string& output) {
  if (pattern.expression.empty()) return 0.0;
  const std::regex expression(pattern.expression);
  std::istringstream lines(output);
  double value = 0.0;
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    line.resize(std::min(line.size(), kLongestSearched));
    if (!std::regex_search(line, match, expression) || match.size() < 2) continue;
    value = std::strtod(match[1].str().c_str(), nullptr) * pattern.ms_per_unit;
  }
  return std::isfinite(value) && value > 0.0 ? value : 0.0;
}

std::string version_of(const BenchmarkProgram& program) {
  if (!program_is_there(program.words.front())) {
    fail("the program {} of runtime {} is not on this system", program.words.front(), program.name);
  }
  if (program.version_words.empty()) return "unknown";
  ChildProcess child(program.version_words, "");
  const std::regex expression(R"(\d+(?:\.\d+)+)");
  const double until_s = now_s() + kVersion_s;
  std::string line;
  for (double left_s = kVersion_s;
       left_s > 0.0 && child.read_line(line, left_s) == ChildProcess::Read::kLine;
       left_s = until_s - now_s()) {
    std::smatch match;
    line.resize(std::min(line.size(), kLongestSearched));
    if (std::regex_search(line, match, expression)) return match[0];
  }
  return "unknown";
}

}  // namespace

LatencyResult read_benchmark_output(const BenchmarkProgram& program, const std::string& output) {
  LatencyResult result;
  result.median_ms = number_of(program.median, output);
  if (result.median_ms == 0.0) {
    fail("the output of {} has no line that matches '{}' with a time above 0; it ends: {}",
         program.words.front(), program.median.expression, tail(output));
  }
  result.p90_ms = number_of(program.p90, output);
  result.p99_ms = number_of(program.p99, output);
  result.min_ms = number_of(program.min, output);
  result.mean_ms = number_of(program.mean, output);
  return result;
}

Runtime command_runtime(const BenchmarkProgram& program) {
  Runtime runtime;
  runtime.name = program.name;
  runtime.summary = program.summary;
  runtime.suffix = program.suffix;
  runtime.precisions = precisions_of(program);
  runtime.version = [program] { return version_of(program); };
  runtime.benchmark = [program](const MeasureTask& task, const MeasurementProgress& progress) {
    return read_benchmark_output(program, output_of(program, words_of(program, task), progress));
  };
  return runtime;
}

}  // namespace efs::device
