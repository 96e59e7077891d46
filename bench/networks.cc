// Time of what a search does to each network besides training it: building its graph, drawing its
// weights, writing its ONNX file.
#include <benchmark/benchmark.h>

#include "nn/catalogue.h"
#include "nn/network.h"
#include "onnx/exporter.h"
#include "train/network/initial_weights.h"

namespace {

efs::graph::Graph build(const std::string& architecture) {
  return efs::nn::build_network(
      {.architecture = architecture, .head = "gap", .input = efs::square(96)});
}

void graph_build(benchmark::State& state, const std::string& architecture) {
  for (auto _ : state) benchmark::DoNotOptimize(build(architecture));
}

void initial_weights(benchmark::State& state, const std::string& architecture) {
  const auto graph = build(architecture);
  for (auto _ : state) benchmark::DoNotOptimize(efs::train::initial_weights(graph, 1));
}

void onnx_export(benchmark::State& state, const std::string& architecture) {
  const auto graph = build(architecture);
  const auto weights = efs::train::initial_weights(graph, 1);
  for (auto _ : state) benchmark::DoNotOptimize(efs::onnx::export_onnx(graph, weights, {}));
}

using Body = void (*)(benchmark::State&, const std::string&);

}  // namespace

int main(int argc, char** argv) {
  for (const auto& [name, body] : {std::pair<const char*, Body>{"graph_build", graph_build},
                                   {"initial_weights", initial_weights},
                                   {"export", onnx_export}}) {
    for (const auto& row : efs::nn::architectures()) {
      benchmark::RegisterBenchmark((std::string(name) + "/" + row.name).c_str(), body, row.name)
          ->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
