#include "cli/config/search_config.h"

#include <algorithm>
#include <cctype>

#include "cli/config/names.h"
#include "cli/config/presets.h"
#include "cli/config/space_config.h"
#include "cli/config/strategy_config.h"
#include "cli/config/train_config.h"
#include "core/error.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "study/place/study_place.h"
#include "study/place/study_url.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

constexpr std::int64_t kLargestInput = 1024;

/// What other programs call it.
const KeyAdvice kAdvice{{"epochs", "stages=[{epochs: 10, keep: 1}]"},
                        {"keep", "stages=[{epochs: 10, keep: 1}]"},
                        {"lr", "space.learning_rate"},
                        {"architecture", "space.architectures"},
                        {"arch", "space.architectures"},
                        {"model", "space.architectures"},
                        {"batch", "train.batch_size"},
                        {"image_size", "input"},
                        {"imgsz", "input"},
                        {"trials", "budget.trials"},
                        {"n_trials", "budget.trials"}};

std::filesystem::path absolute_path(const std::string& text) {
  if (text.empty()) return {};
  return std::filesystem::absolute(text).lexically_normal();
}

std::filesystem::path read_path(Config& config, const std::string& key,
                                const std::filesystem::path& fallback) {
  const std::string text = config.text(key, fallback.string());
  if (study::is_foreign_url(text) || study::is_postgres_url(text)) {
    config.refuse(key, "it is a path; nothing here opens a URL");
  }
  return absolute_path(text);
}

/// "STUDY:TRIAL" or "STUDY" as it is named from anywhere: paths absolute, URLs as they are.
std::string read_study(Config& config, const std::string& key, const std::string& text) {
  if (text.empty()) return {};
  if (study::is_foreign_url(text)) {
    config.refuse(key, "a study is a folder, or postgresql://HOST/DATABASE/STUDY");
  }
  if (!study::is_postgres_url(text)) return study::absolute_word(text);
  const auto trial = text.rfind(':');
  const bool has_trial = text.find('/', trial) == std::string::npos;
  if (study::PostgresUrl(has_trial ? text.substr(0, trial) : text).password().empty()) return text;
  config.refuse(
      key,
      "a password in it would be kept in the study for all to read; leave it out, and give "
      "it in PGPASSWORD or ~/.pgpass");
}

/// Every head but the one that gives no box.
std::vector<std::string> trained_heads() {
  auto names = nn::head_names();
  std::erase(names, "none");
  return names;
}

std::vector<int> to_ints(const std::vector<std::int64_t>& values) {
  return {values.begin(), values.end()};
}

void read_data(Config config, tune::SearchOptions& options) {
  auto& data = options.data;
  data.images = read_path(config, "images", data.images);
  data.labels = read_path(config, "labels", data.labels);
  data.format = config.text("format", data.format);
  data.faces = read_choice(config, "faces", kFaceRules, data.faces);
  data.folds = read_path(config, "folds", data.folds);
  data.train_folds = to_ints(config.integers("train_folds", {}));
  data.validation_folds = to_ints(config.integers("validation_folds", {}));
  if (!data.validation_folds.empty() && data.folds.empty()) {
    config.refuse("validation_folds",
                  "needs data.folds, the file that says which fold an image is in");
  }
  data.validation_share = config.real("validation_share", data.validation_share);
  if (!(data.validation_share > 0.0 && data.validation_share < 1.0)) {
    config.refuse("validation_share", "must lie between 0 and 1, e.g. 0.2");
  }
  data.near_duplicates = read_path(config, "near_duplicates", data.near_duplicates);
  data.max_skipped_share = config.real("max_skipped_share", data.max_skipped_share);
  if (!(data.max_skipped_share >= 0.0 && data.max_skipped_share <= 1.0)) {
    config.refuse("max_skipped_share", "must lie between 0 and 1, e.g. 0.05");
  }
  data.crops = config.boolean("crops", data.crops);
  options.packed = read_path(config, "packed", options.packed);
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

void read_network(Config& config, nn::NetworkOptions& network) {
  network.input = static_cast<int>(config.integer("input", network.input, 32, kLargestInput));
  network.tap = static_cast<int>(config.integer("tap", network.tap, 0, 32));
  network.width = config.real("width", network.width);
  network.neck = config.choice("neck", network.neck, nn::neck_names());
  network.head = config.choice("head", network.head, trained_heads());
}

std::string read_weights(Config& config, const std::string& fallback) {
  const std::string text = config.text("weights", fallback);
  return text == tune::kTorchvisionWeights ? text : absolute_path(text).string();
}

void check_weights(const Config& config, const tune::SearchOptions& options) {
  try {
    tune::check_weights(options);
  } catch (const UsageError& error) {
    config.refuse("weights", error.what());
  }
}

constexpr double kLongest_s = 3600.0;

double seconds(Config& config, const char* key, double fallback) {
  const double value = config.real(key, fallback);
  if (!(value >= 0.0 && value <= kLongest_s)) {
    config.refuse(key, fmt::format("must lie between 0 and {:g} s", kLongest_s));
  }
  return value;
}

void read_target(Config& config, tune::LatencyTarget& target) {
  target.url = config.text("url", target.url);
  target.token_file = read_path(config, "token_file", target.token_file);
  target.ca_certificate = read_path(config, "ca_cert", target.ca_certificate);
  target.runtime =
      target.url.empty()
          ? config.choice("runtime", target.runtime, {"opencv", "onnxruntime", "tensorrt", "torch"})
          : config.text("runtime", "onnxruntime");
  target.precision = config.choice("precision", target.precision, {"fp32", "fp16", "int8"});
  if (target.url.empty() && target.precision != "fp32" && target.runtime != "tensorrt") {
    config.refuse("precision", fmt::format("runtime {} runs a model as it is, which here is fp32; "
                                           "tensorrt converts, and so may an agent's runtimes",
                                           target.runtime));
  }
  target.threads = static_cast<int>(config.integer("threads", target.threads, 1, 1024));
  target.protocol.cpus = to_ints(config.integers("cpus", {}));
  target.protocol.cool_down_s = seconds(config, "cool_down_s", target.protocol.cool_down_s);
  target.timeout_s = seconds(config, "timeout_s", target.timeout_s);
}

/// A name stands in expressions: latency_ms.NAME.
std::string read_target_name(Config& config, const std::vector<std::string>& taken) {
  const std::string name = config.text("name", "");
  const bool word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  if (!word) {
    config.refuse("name", "a target needs a name of letters, digits and '_', such as nano");
  }
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
    config.refuse("name", fmt::format("two targets have the name '{}'", name));
  }
  return name;
}

void read_targets(Config& config, tune::SearchOptions& options) {
  Config latency = config.section("latency");
  options.latency.cache = read_path(latency, "cache", options.latency.cache);
  options.latency.reuse = latency.boolean("reuse", options.latency.reuse);
  if (!config.has("targets")) return read_target(latency, options.latency.all.front());
  for (const char* key : {"url", "token_file", "ca_cert", "runtime", "precision", "threads", "cpus",
                          "cool_down_s", "timeout_s"}) {
    if (latency.has(key))
      latency.refuse(key, "where there are `targets`, it is one of each's keys");
  }
  options.latency.all.clear();
  for (Config& section : config.sections("targets")) {
    tune::LatencyTarget target;
    target.name = read_target_name(section, options.fitness.targets);
    read_target(section, target);
    options.fitness.targets.push_back(target.name);
    options.latency.all.push_back(std::move(target));
  }
  if (options.latency.all.empty())
    config.refuse("targets", "`targets` is empty; leave it out to measure on this machine");
}

/// "auto" is 0.
int count_or_auto(Config& config, const std::string& key) {
  if (config.text(key, "auto") == "auto") return 0;
  return static_cast<int>(config.integer(key, 1, 1, 1024));
}

void read_slurm(Config config, tune::SlurmOptions& slurm) {
  slurm.max_workers = static_cast<int>(config.integer("max_workers", slurm.max_workers, 1, 1000));
  slurm.partition = config.text("partition", slurm.partition);
  slurm.time_limit = config.text("time_limit", slurm.time_limit);
  slurm.memory = config.text("memory", slurm.memory);
  slurm.gpus = config.text("gpus", slurm.gpus);
  slurm.sbatch = config.texts("sbatch", slurm.sbatch);
}

void read_workers(Config config, tune::SearchOptions& options) {
  tune::WorkerOptions& workers = options.workers;
  options.slurm.enabled = config.choice("executor", "local", {"local", "slurm"}) == "slurm";
  workers.count = count_or_auto(config, "workers");
  workers.threads = count_or_auto(config, "threads_per_worker");
  workers.lease_s = config.real("lease_s", workers.lease_s);
  if (!(workers.lease_s >= 1.0)) config.refuse("lease_s", "a lease lasts at least 1 s");
}

}  // namespace

tune::SearchOptions parse_search_config(Config& config) {
  tune::SearchOptions options = preset(config.choice("preset", "default", preset_names()));
  options.seed = static_cast<std::uint64_t>(config.integer("seed", 0, 0, INT64_MAX));
  read_network(config, options.network);
  options.weights = read_weights(config, options.weights);
  options.teacher = read_study(config, "teacher", config.text("teacher", options.teacher));
  read_data(config.section("data"), options);
  options.data.split_seed = options.seed;
  read_space(config.section("space"), options.space, options.seed);
  read_targets(config, options);
  read_fitness(config.section("fitness"), options);
  read_train(config.section("train"), options.train);
  read_strategy(config, options);
  options.warm_start = config.texts("warm_start", options.warm_start);
  for (std::string& word : options.warm_start) word = read_study(config, "warm_start", word);
  read_workers(config.section("search"), options);
  read_slurm(config.section("slurm"), options.slurm);
  config.finish(kAdvice);
  if (options.train.schedule == train::Schedule::kCosine) {
    options.train.schedule_epochs = search::stages_of(options.strategy).back().epochs;
  }
  return options;
}

tune::SearchOptions load_search_config(const std::filesystem::path& file,
                                       const std::vector<std::string>& overrides) {
  Config config = file.empty() ? Config::parse("", "defaults") : Config::load(file);
  for (const auto& assignment : overrides) config.override_with(assignment);
  const auto options = parse_search_config(config);
  check_space(config, options);
  check_weights(config, options);
  return options;
}

}  // namespace efs::cli
