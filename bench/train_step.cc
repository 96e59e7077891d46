// Images a second of one training step (forward, backward, update) as the trainer runs it, on
// random images.
//   bench_train_step --arch resnet18 --input 96 --batch 16 --threads 1,2
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/stats.h"
#include "core/version.h"
#include "nn/catalogue.h"
#include "train/network.h"
#include "train/threads.h"
#include "train/training_step.h"

namespace {

struct BenchOptions {
  std::vector<std::string> architectures{"resnet18"};
  std::vector<int> inputs{96};
  std::vector<int> batches{16};
  std::vector<int> threads{1};
  std::string head = "gap";
  std::string device = "cpu";
  int warm_up = 3;
  int steps = 10;
};

efs::train::Batch random_batch(int count, int input, torch::Device device) {
  torch::manual_seed(1);
  return {torch::randn({count, 3, input, input}, device).contiguous(at::MemoryFormat::ChannelsLast),
          torch::rand({count, 4}, device)};
}

/// Milliseconds of each step. The loss is read after every step, so the device is synchronised.
std::vector<double> time_steps(const BenchOptions& options, const std::string& architecture,
                               int input, int batch, int threads) {
  const efs::graph::Graph graph =
      efs::nn::build_network({.architecture = architecture, .head = options.head, .input = input});
  efs::train::TrainOptions train;
  train.device = options.device;
  efs::train::use_threads(threads);
  efs::train::TrainingStep step(graph, efs::train::initial_weights(graph, 1), train);
  const efs::train::Batch data = random_batch(batch, input, step.network().device());
  efs::SystemClock clock;
  std::vector<double> step_ms;
  for (int i = 0; i < options.warm_up + options.steps; ++i) {
    const double start_s = clock.steady_s();
    step.train(data);
    if (i >= options.warm_up) step_ms.push_back(1e3 * (clock.steady_s() - start_s));
  }
  return step_ms;
}

void run(const BenchOptions& options) {
  fmt::print("efs {}, libtorch {}, device {}, median of {} steps\n", efs::program_version(),
             TORCH_VERSION, options.device, options.steps);
  fmt::print("{:<20} {:>5} {:>5} {:>7} {:>9} {:>9} {:>9}\n", "architecture", "input", "batch",
             "threads", "images/s", "step ms", "p90 ms");
  for (const std::string& architecture : options.architectures) {
    for (const int input : options.inputs) {
      for (const int batch : options.batches) {
        for (const int threads : options.threads) {
          const std::vector<double> step_ms =
              time_steps(options, architecture, input, batch, threads);
          const double median_ms = efs::median(step_ms);
          fmt::print("{:<20} {:>5} {:>5} {:>7} {:>9.1f} {:>9.1f} {:>9.1f}\n", architecture, input,
                     batch, threads, 1e3 * batch / median_ms, median_ms,
                     efs::quantile(step_ms, 0.9));
          std::fflush(stdout);
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
  app.add_option("--head", options.head, "head of the network")->capture_default_str();
  app.add_option("--device", options.device, "cpu, cuda or auto")->capture_default_str();
  app.add_option("--steps", options.steps, "steps that count")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "steps before them")->capture_default_str();
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
