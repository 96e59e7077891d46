#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "core/clock.h"
#include "device/agent/client.h"
#include "tune/latency/open_device.h"
#include "tune/latency/reference_model.h"
#include "tune/scratch_file.h"

namespace efs::cli {
namespace {

constexpr int kRepeats = 5;
constexpr double kMuchNoise = 0.03;

void print_board(const std::string& url, const device::Capabilities& board, double answer_ms) {
  fmt::print("{}  efs-agent {}, {}, {}, {} CPUs; answers in {:.1f} ms\n", url, board.agent_version,
             board.board, board.machine, board.cpus, answer_ms);
  for (const auto& runtime : board.runtimes) {
    fmt::print("runtime  {} {} ({}{}{})\n", runtime.name, runtime.version, runtime.suffix,
               runtime.precisions.empty() ? "" : "; ", fmt::join(runtime.precisions, ", "));
  }
  if (board.runtimes.empty()) fmt::print("runtime  none: docs/agent.md says how to get one\n");
  const auto& clock = board.clock;
  std::string shown;
  if (!clock.governor.empty()) shown += fmt::format("governor {}, ", clock.governor);
  if (clock.fixed) shown += "fixed, ";
  if (clock.frequency_mhz > 0.0) shown += fmt::format("{:.0f} MHz, ", clock.frequency_mhz);
  if (clock.temperature_c > 0.0) shown += fmt::format("{:.0f} C, ", clock.temperature_c);
  fmt::print("clock    {}\n",
             shown.empty() ? "not shown by the system" : shown.substr(0, shown.size() - 2));
}

/// Measures one small network kRepeats times; prints what made a measurement unstable.
std::vector<device::LatencyResult> measurements(device::Device& target) {
  const tune::ScratchFile model{std::filesystem::temp_directory_path() /
                                fmt::format("efs-target-{}{}", ::getpid(), target.suffix())};
  tune::write_reference_model(model.path);
  std::vector<device::LatencyResult> results;
  for (int i = 0; i < kRepeats; ++i) {
    results.push_back(target.measure(model.path));
    if (!results.back().unstable.empty()) fmt::print("unstable {}\n", results.back().unstable);
  }
  return results;
}

void print_advice(const device::ClockState& clock, double noise) {
  if (!clock.throttling.empty()) {
    fmt::print("advice   the board is held back ({}): look at its power supply and its cooling\n",
               clock.throttling);
  }
  if (!clock.governor.empty() && !clock.fixed) {
    fmt::print(
        "advice   the clock is not fixed; on a Jetson: sudo nvpmodel -m 0 && sudo jetson_clocks, "
        "elsewhere: sudo cpupower frequency-set -g performance\n");
  }
  if (noise > kMuchNoise) {
    fmt::print(
        "advice   stop what else runs on the board, or let measurements run on a core of their "
        "own: "
        "`cpus: [3]` of the target, efs bench --cpus 3\n");
  }
}

void check(tune::LatencyTarget options) {
  device::AgentClient client(tune::agent_address(options));
  const double start_s = now_s();
  const device::Capabilities board = client.capabilities();
  print_board(options.url, board, (now_s() - start_s) * 1e3);
  if (board.runtimes.empty()) return;
  if (options.runtime == tune::kAutoRuntime) {
    options.runtime = tune::auto_runtime_of(board, options.precision).name;
  }
  const auto target = tune::open_device(options);
  target->check();
  const auto results = measurements(*target);
  const auto [low, high] = std::ranges::minmax(results, {}, &device::LatencyResult::median_ms);
  const double noise = high.median_ms / low.median_ms - 1.0;
  fmt::print("noise    squeezenet1_1@64 in {}, {}, {} times: {:.3f} to {:.3f} ms, {:.1f} % apart\n",
             low.runtime, options.precision, kRepeats, low.median_ms, high.median_ms,
             100.0 * noise);
  print_advice(board.clock, noise);
}

}  // namespace

void add_targets(CLI::App& app) {
  auto target = std::make_shared<tune::LatencyTarget>();
  auto* command = add_command(app, "targets");
  command->require_subcommand(1);
  auto* checking = command->add_subcommand(
      "check", "whether a board's agent can be reached, what it has, and how steady it measures");
  checking->add_option("url", target->url, "http://HOST:PORT of the agent")
      ->required()
      ->type_name("URL");
  add_agent_files(*checking, target->token_file, target->ca_certificate);
  checking->add_option("--runtime", target->runtime,
                       "runtime to measure with (default: onnxruntime, or the agent's first that "
                       "takes .onnx files)");
  checking->add_option("--precision", target->precision, "one that the runtime has")
      ->capture_default_str();
  checking->callback([target] { check(*target); });
  add_predict_latency(*command);
}

}  // namespace efs::cli
