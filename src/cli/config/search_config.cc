#include "cli/config/search_config.h"

#include <algorithm>
#include <thread>

#include "cli/config/names.h"
#include "cli/config/presets.h"
#include "core/error.h"
#include "core/spelling.h"
#include "nn/catalogue.h"

namespace efs::cli {
namespace {

constexpr std::int64_t kLargestInput = 1024;

std::filesystem::path absolute_path(const std::string& text) {
  if (text.empty()) return {};
  return std::filesystem::absolute(text).lexically_normal();
}

std::vector<int> to_ints(const std::vector<std::int64_t>& values) {
  return {values.begin(), values.end()};
}

void read_data(Config config, tune::SearchOptions& options) {
  auto& data = options.data;
  data.images = absolute_path(config.text("images", data.images.string()));
  data.labels = absolute_path(config.text("labels", data.labels.string()));
  data.format = config.text("format", data.format);
  data.faces = read_choice(config, "faces", kFaceRules, data.faces);
  data.folds = absolute_path(config.text("folds", data.folds.string()));
  data.train_folds = to_ints(config.integers("train_folds", {}));
  data.validation_folds = to_ints(config.integers("validation_folds", {}));
  if (!data.validation_folds.empty() && data.folds.empty()) {
    config.refuse("validation_folds",
                  "needs data.folds, the file that says which fold an image is in");
  }
  if (!data.folds.empty() && data.validation_folds.empty()) {
    config.refuse("folds", "needs data.validation_folds, the folds that validate, e.g. [8]");
  }
  data.validation_share = config.real("validation_share", data.validation_share);
  if (!(data.validation_share > 0.0 && data.validation_share < 1.0)) {
    config.refuse("validation_share", "must lie between 0 and 1, e.g. 0.2");
  }
  data.near_duplicates =
      absolute_path(config.text("near_duplicates", data.near_duplicates.string()));
  data.max_skipped_share = config.real("max_skipped_share", data.max_skipped_share);
  if (!(data.max_skipped_share >= 0.0 && data.max_skipped_share <= 1.0)) {
    config.refuse("max_skipped_share", "must lie between 0 and 1, e.g. 0.05");
  }
  options.packed = absolute_path(config.text("packed", options.packed.string()));
}

std::vector<std::string> names_of(const search::Parameter& parameter) {
  std::vector<std::string> names;
  for (const auto& value : parameter.values) names.push_back(std::get<std::string>(value));
  return names;
}

std::vector<double> reals_of(const search::Parameter& parameter) {
  std::vector<double> values;
  for (const auto& value : parameter.values) values.push_back(std::get<double>(value));
  return values;
}

void check_architectures(const Config& config, const std::vector<std::string>& names, int input) {
  std::vector<std::string> known;
  for (const auto& row : nn::architectures()) known.push_back(row.name);
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      config.refuse("architectures", unknown_name_message("architecture", name, known));
    }
    const int least = nn::architecture(name).min_input;
    if (input < least) {
      config.refuse("architectures",
                    fmt::format("{} needs an input of at least {} pixels, and input is {}", name,
                                least, input));
    }
  }
}

void read_space(Config config, tune::SearchOptions& options) {
  auto names = config.texts("architectures", names_of(options.space.parameters.at(0)));
  if (names.size() == 1 && names.front() == "all") {
    names.clear();
    for (const auto& row : nn::architectures()) names.push_back(row.name);
  }
  check_architectures(config, names, options.input);
  const auto rates = config.reals("learning_rate", reals_of(options.space.parameters.at(1)));
  options.space.parameters = {{"architecture", {names.begin(), names.end()}},
                              {"learning_rate", {rates.begin(), rates.end()}}};
  try {
    search::validate(options.space);
  } catch (const Error& error) {
    config.refuse("learning_rate", error.what());
  }
}

/// The preset's stages, on a space that may be smaller than the preset's.
void keep_no_more_than_there_are(tune::SearchOptions& options) {
  const auto architectures = static_cast<int>(options.space.parameters.at(0).values.size());
  for (auto& stage : options.staged.stages) stage.keep = std::min(stage.keep, architectures);
}

void read_stages(Config& config, tune::SearchOptions& options) {
  keep_no_more_than_there_are(options);
  if (config.has("stages")) {
    options.staged.stages.clear();
    for (auto& stage : config.sections("stages")) {
      options.staged.stages.push_back({static_cast<int>(stage.integer("epochs", 0, 1, 1'000'000)),
                                       static_cast<int>(stage.integer("keep", 1, 1, 1'000'000))});
    }
  }
  options.staged.restart = config.boolean("restart", options.staged.restart);
  try {
    search::make_staged_scheduler(options.space, options.staged, {});
  } catch (const Error& error) {
    config.refuse("stages", error.what());
  }
}

void read_fitness(Config config, tune::SearchOptions& options) {
  auto& fitness = options.fitness;
  fitness.expression = config.text("expression", fitness.expression);
  fitness.direction = read_choice(config, "direction", kDirections, fitness.direction);
  fitness.target_latency_ms = config.real("target_latency_ms", fitness.target_latency_ms);
  if (!(fitness.target_latency_ms > 0.0)) config.refuse("target_latency_ms", "must be above 0");
  fitness.constraints = config.texts("constraints", fitness.constraints);
  try {
    search::Fitness{fitness};
  } catch (const Error& error) {
    config.refuse("expression", error.what());
  }
}

void read_train(Config config, tune::SearchOptions& options) {
  auto& train = options.train;
  train.optimizer = read_choice(config, "optimizer", kOptimizers, train.optimizer);
  train.schedule = read_choice(config, "schedule", kSchedules, train.schedule);
  train.batch_size = static_cast<int>(config.integer("batch_size", train.batch_size, 2, 65536));
  train.weight_decay = config.real("weight_decay", train.weight_decay);
  if (!(train.weight_decay >= 0.0)) config.refuse("weight_decay", "must not be negative");
  train.smooth_l1_beta = config.real("smooth_l1_beta", train.smooth_l1_beta);
  if (!(train.smooth_l1_beta > 0.0)) config.refuse("smooth_l1_beta", "must be above 0 (pixels)");
  train.threads = static_cast<int>(config.integer("threads", 0, 0, 1024));
  if (train.threads == 0)
    train.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  train.device = config.choice("device", train.device, {"auto", "cpu", "cuda"});
}

void read_latency(Config config, tune::SearchOptions& options) {
  auto& latency = options.latency;
  latency.runtime = config.choice("runtime", latency.runtime, {"opencv", "torch"});
  latency.threads = static_cast<int>(config.integer("threads", latency.threads, 1, 1024));
  latency.cache = absolute_path(config.text("cache", latency.cache.string()));
  latency.reuse = config.boolean("reuse", latency.reuse);
}

}  // namespace

tune::SearchOptions parse_search_config(Config& config) {
  tune::SearchOptions options = preset(config.choice("preset", "default", preset_names()));
  options.seed = static_cast<std::uint64_t>(config.integer("seed", 0, 0, INT64_MAX));
  options.input = static_cast<int>(config.integer("input", options.input, 32, kLargestInput));
  options.head = config.choice("head", options.head, {"gap"});
  read_data(config.section("data"), options);
  options.data.split_seed = options.seed;
  read_space(config.section("space"), options);
  read_stages(config, options);
  read_fitness(config.section("fitness"), options);
  read_train(config.section("train"), options);
  read_latency(config.section("latency"), options);
  config.finish();
  if (options.train.schedule == train::Schedule::kCosine) {
    options.train.schedule_epochs = options.staged.stages.back().epochs;
  }
  return options;
}

tune::SearchOptions load_search_config(const std::filesystem::path& file,
                                       const std::vector<std::string>& overrides) {
  Config config = file.empty() ? Config::parse("", "defaults") : Config::load(file);
  for (const auto& assignment : overrides) config.override_with(assignment);
  return parse_search_config(config);
}

}  // namespace efs::cli
