// How well latencies of unseen networks of blocks are predicted from measured ones (search/latency).
#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "core/error.h"
#include "core/stats.h"
#include "core/text/named_rows.h"
#include "device/latency.h"
#include "onnx/exporter.h"
#include "search/latency/spread.h"
#include "train/network/initial_weights.h"
#include "tune/block_parameters.h"
#include "tune/model/model_export.h"
#include "tune/model/runtimes.h"
#include "tune/prefilter/candidates.h"

namespace {

namespace fs = std::filesystem;
using efs::search::LatencySample;
using efs::tune::DrawnNetwork;

struct Options {
  std::string runtime = "onnxruntime", head = "dense", csv;
  int candidates = 2000, networks = 80, unseen = 60, input = 160;
};

efs::tune::SearchOptions space_of(const Options& options) {
  efs::tune::SearchOptions result;
  result.network = {.head = options.head, .input = efs::square(options.input)};
  auto& space = result.space;
  space.parameters = {{.name = "architecture", .values = {std::string(efs::nn::kBlocks)}}};
  for (const std::string& name : efs::tune::block_parameter_names()) {
    auto parameter = efs::tune::usual_block_parameter(name);
    if (efs::tune::add_block_conditions(space, parameter)) space.parameters.push_back(parameter);
  }
  return result;
}

double measured_ms(const efs::nn::NetworkOptions& network, const Options& options,
                   const fs::path& folder) {
  const auto graph = efs::nn::build_network(network);
  const auto weights = efs::train::initial_weights(graph, 1);
  const auto& runtime = efs::find_row(efs::tune::all_runtimes(), "runtime", options.runtime);
  const fs::path model = folder / ("model" + runtime.suffix);
  efs::tune::write_model(
      graph, weights, [&] { return efs::onnx::export_onnx(graph, weights, {}); }, model);
  return efs::device::measure_model({.model = model}, runtime).result.median_ms;
}

void print_errors(const std::vector<LatencySample>& known,
                  const std::vector<LatencySample>& unseen) {
  const auto model = efs::search::fit_latency_model(known);
  if (!model) return;
  std::vector<double> errors;
  int inside = 0, near = 0;
  for (const LatencySample& sample : unseen) {
    const auto prediction = model->predict(sample.features);
    errors.push_back(std::abs(prediction.latency_ms / sample.latency_ms - 1.0));
    near += errors.back() <= 0.15;
    inside += sample.latency_ms >= prediction.low_ms && sample.latency_ms <= prediction.high_ms;
  }
  const auto share = [&](int count) { return 100.0 * count / static_cast<double>(unseen.size()); };
  fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.0f} | {:.0f} | {:.1f} |\n", known.size(),
             unseen.size(), 100.0 * efs::median(errors), 100.0 * efs::quantile(errors, 0.9),
             share(near), share(inside), 100.0 * model->median_error);
  std::fflush(stdout);
}

void run(const Options& options, const fs::path& folder) {
  const auto search = space_of(options);
  const auto start = std::chrono::steady_clock::now();
  efs::tune::NetworkDraw draw(search);
  auto networks = efs::tune::draw_networks(draw, options.candidates);
  const std::chrono::duration<double> drawing = std::chrono::steady_clock::now() - start;
  fmt::print("{} networks drawn and built in {:.2f} s\n\n", networks.size(), drawing.count());
  std::vector<std::vector<double>> features;
  for (const DrawnNetwork& network : networks) features.push_back(network.features);
  std::ofstream csv(options.csv);
  const auto sample_of = [&](std::size_t i) {
    const auto network = efs::tune::network_of(search, networks[i].name);
    const LatencySample sample{networks[i].features, measured_ms(network, options, folder)};
    csv << networks[i].name << ',' << sample.latency_ms << std::endl;
    return sample;
  };
  // The first that were drawn are the unseen ones: a plain random sample.
  std::vector<LatencySample> unseen, known;
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.unseen); ++i) {
    unseen.push_back(sample_of(i));
  }
  std::vector<std::size_t> others(networks.size() - unseen.size());
  std::iota(others.begin(), others.end(), unseen.size());
  efs::search::Spread spread(features);
  fmt::print(
      "| measured | unseen | median error % | 90 % within % | within 15 %, % | in the interval, % "
      "| "
      "median error left out, % |\n| --- | --- | --- | --- | --- | --- | --- |\n");
  while (known.size() < static_cast<std::size_t>(options.networks)) {
    const std::size_t next = spread.furthest(others);
    known.push_back(sample_of(next));
    spread.know(next);
    if (known.size() % 20 == 0) print_errors(known, unseen);
  }
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::err);
  CLI::App app("errors of predicted latencies of networks of blocks");
  Options options;
  app.add_option("--runtime", options.runtime)->capture_default_str();
  app.add_option("--head", options.head)->capture_default_str();
  app.add_option("--input", options.input, "side of the square input")->capture_default_str();
  app.add_option("--candidates", options.candidates, "networks that are drawn")
      ->capture_default_str();
  app.add_option("--networks", options.networks, "measured for the model")->capture_default_str();
  app.add_option("--unseen", options.unseen, "measured to judge it")->capture_default_str();
  app.add_option("--csv", options.csv, "file for names and latencies");
  CLI11_PARSE(app, argc, argv);
  const fs::path folder =
      fs::temp_directory_path() / ("efs_bench_latency_model_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  int exit_code = 0;
  try {
    run(options, folder);
  } catch (const efs::Error& error) {
    fmt::print(stderr, "bench_latency_model: {}\n", error.what());
    exit_code = 1;
  }
  fs::remove_all(folder);
  return exit_code;
}
