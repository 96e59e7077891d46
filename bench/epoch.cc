// Whole epochs as the trainer runs them: packed data, training, validation; and the checkpoint that
// a study writes after each. Prints one JSON object.
// The images are packed beforehand, as a study does once for all its trials; that time is told too.
//   bench_epoch --images photos --labels photos/labels.txt --arch resnet18 --input 96
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "core/text/json.h"
#include "core/version.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
#include "nn/network.h"
#include "train/network/initial_weights.h"
#include "train/step_time.h"
#include "train/trainer.h"

namespace {

namespace fs = std::filesystem;

struct BenchOptions {
  efs::data::DatasetOptions data;
  efs::nn::NetworkOptions network{
      .architecture = "resnet18", .head = "gap", .input = efs::square(96)};
  efs::train::TrainOptions train;
  std::string precision = "auto";
  int epochs = 3;
  int warm_up = 1;
};

fs::path temporary_file(const char* suffix) {
  return fs::temp_directory_path() / ("efs_bench_epoch_" + std::to_string(::getpid()) + suffix);
}

/// The data set at the input's size, in a file that nobody else sees.
efs::data::PackedDataset pack(const efs::data::Dataset& dataset, int input) {
  const fs::path file = temporary_file(".efspack");
  efs::data::write_packed(dataset, {.input = {input, input}}, file);
  efs::data::PackedDataset packed(file);
  fs::remove(file);  // the mapping outlives its file
  return packed;
}

double save_seconds(const efs::train::Trainer& trainer) {
  const fs::path file = temporary_file(".safetensors");
  efs::SystemClock clock;
  const double start_s = clock.steady_s();
  trainer.save(file);
  const double seconds = clock.steady_s() - start_s;
  fs::remove(file);
  return seconds;
}

efs::Json run(BenchOptions options) {
  efs::SystemClock clock;
  const auto dataset = efs::data::load_dataset(options.data);
  const double start_s = clock.steady_s();
  const auto packed = pack(dataset, options.network.input.width);
  const double pack_s = clock.steady_s() - start_s;
  const auto graph = efs::nn::build_network(options.network);
  options.train.precision = efs::train::precision_of(options.precision);
  if (options.train.precision == efs::train::Precision::kAuto) {
    options.train.precision = efs::train::choose_precision(graph, options.train).precision;
  }
  efs::train::Trainer trainer(graph, efs::train::initial_weights(graph, 1), packed, options.train);
  efs::Json images_per_second = efs::Json::array();
  efs::Json checkpoint_seconds = efs::Json::array();
  for (int i = 0; i < options.warm_up + options.epochs; ++i) {
    const auto epoch = trainer.run_epoch();
    if (i < options.warm_up) continue;
    images_per_second.push_back(static_cast<double>(dataset.train.size()) / epoch->seconds);
    checkpoint_seconds.push_back(save_seconds(trainer));
  }
  return {{"program", std::string("efs ") + efs::program_version()},
          {"train_images", dataset.train.size()},
          {"validation_images", dataset.validation.size()},
          {"precision", efs::train::to_string(options.train.precision)},
          {"threads", options.train.threads},
          {"pack_seconds", pack_s},
          {"images_per_second", images_per_second},
          {"checkpoint_seconds", checkpoint_seconds}};
}

void add_options(CLI::App& app, BenchOptions& options) {
  app.add_option("--images", options.data.images, "folder of the images")->required();
  app.add_option("--labels", options.data.labels, "label file")->required();
  app.add_option("--arch", options.network.architecture, "architecture")->capture_default_str();
  app.add_option("--head", options.network.head, "head")->capture_default_str();
  app.add_option("--tap", options.network.tap, "stride at which the backbone ends; 0: whole")
      ->capture_default_str();
  app.add_option_function<int>(
         "--input", [&](int side) { options.network.input = efs::square(side); }, "side, pixels")
      ->default_str(efs::to_string(options.network.input));
  app.add_option("--batch", options.train.batch_size, "images a step")->capture_default_str();
  app.add_option("--threads", options.train.threads, "threads")->capture_default_str();
  app.add_option("--precision", options.precision, "fp32, bf16, auto")->capture_default_str();
  app.add_option("--augmentation", options.train.augmentation, "policy")->capture_default_str();
  app.add_option("--epochs", options.epochs, "epochs that count")->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "epochs before them")->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  BenchOptions options;
  CLI::App app("images per second of whole epochs");
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("{}\n", run(options).dump());
  } catch (const efs::Error& error) {
    fmt::print(stderr, "bench_epoch: {}\n", error.what());
    return 1;
  }
  return 0;
}
