#include <fmt/format.h>

#include "cli/worker/commands.h"
#include "core/digest.h"
#include "core/files.h"
#include "core/progress.h"
#include "device/agent/client.h"
#include "device/agent/token.h"
#include "device/latency.h"
#include "tune/runtimes.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string model;
  std::string runtime = "opencv";
  int threads = 1;
  std::string format = "text";
  std::string target;  // an agent's URL; empty: this machine
  std::string token_file;
  std::string ca_certificate;
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
  std::string line;
  for (const auto& [name, value] : {std::pair("p90", result.p90_ms),
                                    {"p99", result.p99_ms},
                                    {"min", result.min_ms},
                                    {"mean", result.mean_ms},
                                    {"sd", result.standard_deviation_ms}}) {
    if (value > 0.0) line += fmt::format("{} {:.3f}   ", name, value);
  }
  if (result.runs > 0) line += fmt::format("{} runs", result.runs);
  if (!line.empty()) fmt::print("{}\n", line);
  if (result.cold_start_ms > 0.0) {
    fmt::print("first result {:.1f} ms after the file was opened\n", result.cold_start_ms);
  }
  if (!result.unstable.empty()) fmt::print("UNSTABLE: {}\n", result.unstable);
}

/// On the board where the agent runs.
device::LatencyResult measure_there(const Arguments& arguments) {
  const std::filesystem::path model = arguments.model;
  device::AgentClient client(
      {arguments.target, device::read_token(arguments.token_file), arguments.ca_certificate});
  client.capabilities();  // who it is, before anything is uploaded
  const device::MeasureRequest request{.model_digest = sha256_hex(read_file(model)),
                                       .suffix = model.extension().string(),
                                       .runtime = arguments.runtime,
                                       .threads = arguments.threads};
  Progress progress;
  const auto tell = [&](const device::MeasurementStatus& now) {
    const bool waits = now.state == device::MeasurementState::kQueued;
    progress.update(waits ? fmt::format("waits for {} others", now.ahead) : now.progress);
  };
  const auto status = client.measure(model, request, device::new_measurement_id(), tell);
  return device::latency_result_from_json(status.result);
}

void run(const Arguments& arguments) {
  const auto result =
      arguments.target.empty()
          ? device::measure_model({.model = arguments.model, .threads = arguments.threads},
                                  tune::runtime(arguments.runtime))
                .result
          : measure_there(arguments);
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
  auto* target = command->add_option("--target", arguments->target,
                                     "http://HOST:PORT of an efs-agent: measure there");
  command->add_option("--token-file", arguments->token_file, "the agent's token")->needs(target);
  command
      ->add_option("--ca-cert", arguments->ca_certificate,
                   "PEM file that the agent's https certificate is signed with")
      ->needs(target);
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([arguments] { run(*arguments); });
}

}  // namespace efs::cli
