#include "device/agent/measurement_child.h"

#include <fmt/ranges.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_json.h"

namespace efs::device {

namespace {

const Runtime& runtime_named(const std::vector<Runtime>& runtimes, const std::string& name) {
  for (const Runtime& row : runtimes) {
    if (row.name == name) return row;
  }
  fail("this board has no runtime '{}'; it has: {}", name, fmt::join(names_of(runtimes), ", "));
}

/// Peak of this process since its program began; 0: unknown. (getrusage() also counts the program
/// before it.)
double peak_memory_mb() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 6, "VmHWM:") == 0) return std::strtod(line.c_str() + 6, nullptr) / 1024.0;
  }
  return 0.0;
}

/// If memory runs out, the system kills this process, and not the agent or another.
void offer_to_the_oom_killer() { std::ofstream("/proc/self/oom_score_adj") << 800; }

void write_line(std::ostream& out, const Json& json) {
  out << json_text(json) << '\n' << std::flush;
}

}  // namespace

std::string measurement_child_input(const MeasureRequest& request, const std::string& path) {
  Json json = to_json(request);
  json["path"] = path;
  return json_text(json);
}

void run_measurement_child(const std::vector<Runtime>& runtimes, std::istream& in,
                           std::ostream& out) {
  offer_to_the_oom_killer();
  try {
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Json json = parse_outside_json(text, "the request");
    const MeasureRequest request = measure_request_from_json(json);
    const Runtime& runtime = runtime_named(runtimes, request.runtime);
    const auto progress = [&](const std::string& words) { write_line(out, {{"progress", words}}); };
    Measurement measured = measure_model(
        {json.at("path").get<std::string>(), request.threads, request.precision, request.options},
        runtime, progress);
    measured.result.peak_memory_mb = peak_memory_mb();
    if (measured.samples_ms.size() > kMostSamples) measured.samples_ms.resize(kMostSamples);
    write_line(out, {{"result", to_json(measured.result)}, {"samples_ms", measured.samples_ms}});
  } catch (const std::exception& error) {
    write_line(out, {{"error", error.what()}});
  }
}

}  // namespace efs::device
