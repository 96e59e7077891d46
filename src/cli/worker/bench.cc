#include <fmt/format.h>

#include "cli/worker/commands.h"
#include "device/latency.h"
#include "tune/runtimes.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string model;
  std::string runtime = "opencv";
  int threads = 1;
  std::string format = "text";
};

std::string runtime_names() {
  std::string names;
  for (const auto& row : tune::all_runtimes())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

void print_text(const device::LatencyResult& result) {
  fmt::print("{:.3f} ms median   ({} {}, {}, {} thread{}, {})\n", result.median_ms, result.runtime,
             result.runtime_version, result.precision, result.threads,
             result.threads == 1 ? "" : "s", result.device);
  fmt::print("p90 {:.3f}   p99 {:.3f}   min {:.3f}   mean {:.3f}   sd {:.3f}   {} runs\n",
             result.p90_ms, result.p99_ms, result.min_ms, result.mean_ms,
             result.standard_deviation_ms, result.runs);
  fmt::print("first result {:.1f} ms after the file was opened\n", result.cold_start_ms);
  if (!result.unstable.empty()) fmt::print("UNSTABLE: {}\n", result.unstable);
}

void run(const Arguments& arguments) {
  const auto result = device::measure_model(arguments.model, tune::runtime(arguments.runtime),
                                            arguments.threads, {})
                          .result;
  if (arguments.format == "json") {
    fmt::print("{}\n", device::to_json(result).dump(2));
  } else {
    print_text(result);
  }
}

}  // namespace

void add_bench(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("bench", "measure the latency of a model file on this machine");
  command->add_option("model", arguments->model, "model.onnx, or model.pt for the torch runtime")
      ->required()
      ->type_name("MODEL");
  command->add_option("--runtime", arguments->runtime, runtime_names())->capture_default_str();
  command->add_option("--threads", arguments->threads, "threads of the runtime")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
