// Images a second of one training step (forward, backward, update) as the trainer runs it, on
// random images.
//   bench_train_step --arch resnet18 --input 96 --batch 16 --threads 1,2 --precision fp32,bf16
#include <fmt/core.h>
#include <torch/version.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "bench/op_profile.h"
#include "core/error.h"
#include "core/stats.h"
#include "core/version.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "train/reused_memory.h"
#include "train/step_time.h"

namespace {

struct BenchOptions {
  std::vector<std::string> architectures{"resnet18"};
  std::vector<int> inputs{96};
  std::vector<int> batches{16};
  std::vector<int> threads{1};
  std::vector<std::string> precisions{"fp32"};
  std::vector<std::string> heads{"gap"};
  std::string neck = "none";  // of a head for several faces; one for one face has none
  int tap = 0;
  std::string device = "cpu";
  int warm_up = 3;
  int steps = 10;
  bool fresh_memory = false;
  bool profile = false;
};

void print(const efs::bench::OpProfile& profile, int steps) {
  constexpr std::size_t kRows = 20;
  const auto times = profile.times();
  for (std::size_t i = 0; i < std::min(kRows, times.size()); ++i) {
    fmt::print("  {:<45} {:>8.2f} ms a step, {:>5} calls\n", times[i].name,
               times[i].self_ms / steps, times[i].calls / steps);
  }
}

struct Configuration {
  std::string architecture, head;
  int input, batch, threads;
  std::string precision;
};

bool finds_faces(const std::string& head) {
  const auto names = efs::nn::head_names("faces");
  return std::ranges::count(names, head) > 0;
}

void time_steps(const BenchOptions& options, const Configuration& c) {
  std::optional<efs::train::ReusedMemory> reused;
  if (!options.fresh_memory) reused.emplace();
  const efs::graph::Graph graph =
      efs::nn::build_network({.architecture = c.architecture,
                              .head = c.head,
                              .input = efs::square(c.input),
                              .tap = options.tap,
                              .neck = finds_faces(c.head) ? options.neck : "none"});
  efs::train::TrainOptions train;
  if (finds_faces(c.head)) train.loss = efs::train::parse_loss("quality_focal + 2 * giou");
  train.device = options.device;
  train.precision = efs::train::precision_of(c.precision);
  train.batch_size = c.batch;
  train.threads = c.threads;
  std::optional<efs::bench::OpProfile> profile;
  if (options.profile) profile.emplace();
  const std::vector<double> step_ms =
      efs::train::step_times_ms(graph, train, options.warm_up, options.steps);
  const double median_ms = efs::median(step_ms);
  fmt::print("| {} | {} | {} | {} | {} | {} | {:.1f} | {:.1f} | {:.1f} |\n", c.architecture, c.head,
             c.input, c.batch, c.threads, c.precision, 1e3 * c.batch / median_ms, median_ms,
             efs::quantile(step_ms, 0.9));
  if (profile) print(*profile, options.warm_up + options.steps);
  std::fflush(stdout);
}

void run(const BenchOptions& options) {
  fmt::print("efs {}, libtorch {}, device {}, median of {} steps\n\n", efs::program_version(),
             TORCH_VERSION, options.device, options.steps);
  fmt::print(
      "| architecture | head | input | batch | threads | precision | images/s | step ms | p90 ms "
      "|\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const std::string& architecture : options.architectures) {
    for (const int input : options.inputs) {
      for (const int batch : options.batches) {
        for (const int threads : options.threads) {
          for (const std::string& precision : options.precisions) {
            for (const std::string& head : options.heads) {
              time_steps(options, {architecture, head, input, batch, threads, precision});
            }
          }
        }
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  BenchOptions options;
  CLI::App app("images per second of a training step");
  const auto list = [&](const char* name, auto& values, const char* help) {
    app.add_option(name, values, help)->delimiter(',')->capture_default_str();
  };
  list("--arch", options.architectures, "architectures, or 'all'");
  list("--input", options.inputs, "sides of the square input, pixels");
  list("--batch", options.batches, "images a step");
  list("--threads", options.threads, "threads of one process");
  list("--precision", options.precisions, "fp32, bf16");
  app.add_option("--tap", options.tap, "stride at which the backbone ends; 0: whole")
      ->capture_default_str();
  list("--head", options.heads, "heads of the network, of either task");
  app.add_option("--neck", options.neck, "neck of a head for several faces")->capture_default_str();
  app.add_option("--device", options.device, "cpu, cuda or auto")->capture_default_str();
  app.add_option("--steps", options.steps, "steps that count")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "steps before them")->capture_default_str();
  app.add_flag("--fresh-memory", options.fresh_memory,
               "tensors in new memory at each step, as without ReusedMemory");
  app.add_flag("--profile", options.profile, "say what the slowest operators took");
  CLI11_PARSE(app, argc, argv);
  try {
    if (options.architectures == std::vector<std::string>{"all"}) {
      options.architectures.clear();
      for (const auto& row : efs::nn::architectures()) options.architectures.push_back(row.name);
    }
    run(options);
  } catch (const efs::Error& error) {
    fmt::print(stderr, "bench_train_step: {}\n", error.what());
    return 1;
  }
  return 0;
}
