// Latency of the same networks in every runtime, by the protocol of the searches.
#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "device/latency.h"
#include "nn/network.h"
#include "onnx/exporter.h"
#include "train/network/initial_weights.h"
#include "tune/model/model_export.h"
#include "tune/model/runtimes.h"

namespace {

namespace fs = std::filesystem;

void run(const fs::path& folder, const efs::nn::NetworkOptions& network) {
  const auto graph = efs::nn::build_network(network);
  const auto weights = efs::train::initial_weights(graph, 1);
  for (const auto& runtime : efs::tune::all_runtimes()) {
    try {
      runtime.version();
    } catch (const efs::Error& error) {
      fmt::print(stderr, "{} is left out: {}\n", runtime.name, error.what());
      continue;
    }
    const fs::path model = folder / ("model" + runtime.suffix);
    efs::tune::write_model(
        graph, weights, [&] { return efs::onnx::export_onnx(graph, weights, {}); }, model);
    for (const int threads : {1, 2}) {
      const auto result =
          efs::device::measure_model({.model = model, .threads = threads}, runtime).result;
      fmt::print("| {} | {} | {} {} | {} | {:.2f} | {:.2f} | {} | {} |\n", network.architecture,
                 efs::to_string(network.input), result.runtime, result.runtime_version, threads,
                 result.median_ms, result.p90_ms, result.runs, result.converged ? "yes" : "no");
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main() {
  spdlog::set_level(spdlog::level::err);
  const fs::path folder =
      fs::temp_directory_path() / ("efs_bench_latency_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  fmt::print(
      "| network | input | runtime | threads | median ms | p90 ms | runs | converged |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
  try {
    run(folder, {.architecture = "resnet18", .head = "gap", .input = efs::square(96)});
    run(folder, {.architecture = "mobilenet_v2", .head = "gap", .input = efs::square(96)});
    run(folder, {.architecture = "shufflenet_v2_x1_0",
                 .head = "soft_argmax",
                 .input = efs::square(128),
                 .tap = 16});
  } catch (const efs::Error& error) {
    fmt::print(stderr, "bench_latency_runtimes: {}\n", error.what());
    fs::remove_all(folder);
    return 1;
  }
  fs::remove_all(folder);
  return 0;
}
