#include "cli/config/search_config.h"

#include "cli/config/key.h"
#include "cli/config/presets.h"
#include "cli/config/space_config.h"
#include "core/error.h"
#include "search/objectives/objectives.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

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

void read_sections(Config& config, tune::SearchOptions& options) {
  for (const Section& row : sections()) {
    Config section = row.name.empty() ? config : config.section(row.name);
    if (row.read != nullptr) {
      row.read(section, options);
    } else {
      for (const Key& key : row.keys) key.read(section, options);
    }
  }
}

/// A rule of several keys: what `check` throws is refused at `key`.
template <typename Check>
void require(const Config& config, const char* key, const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    config.refuse(key, error.what());
  }
}

void refuse_given(const Config& config, std::initializer_list<const char*> keys,
                  const char* message) {
  for (const char* key : keys) {
    if (config.has(key)) config.refuse(key, message);
  }
}

/// What several keys together must be.
void check_together(Config& config, tune::SearchOptions& options) {
  Config data = config.section("data"), search = config.section("search");
  search::Strategy& strategy = options.strategy;
  if (!options.data.validation_folds.empty() && options.data.folds.empty()) {
    data.refuse("validation_folds",
                "needs data.folds, the file that says which fold an image is in");
  }
  require(config.section("fitness"), "expression", [&] { search::Fitness{options.fitness}; });
  const bool staged = strategy.scheduler == search::SchedulerKind::kStaged;
  if (staged) {
    refuse_given(search, {"min_epochs", "max_epochs", "reduction"},
                 "is not of the scheduler staged, which has `stages`; choose another "
                 "search.scheduler, such as asha");
  } else {
    refuse_given(config, {"stages", "restart"},
                 "is of the scheduler staged; others have search.min_epochs and max_epochs");
    if (strategy.scheduler == search::SchedulerKind::kFull) {
      strategy.rungs.min_epochs = strategy.rungs.max_epochs;
    }
    require(search, "min_epochs", [&] { search::rung_epochs(strategy.rungs); });
  }
  if (config.has("objectives")) {
    require(config, "objectives", [&] { search::Objectives{options.fitness}; });
  }
  require(config, staged ? "stages" : "search",
          [&] { search::make_scheduler(options.space, strategy, options.fitness, options.seed); });
}

}  // namespace

tune::SearchOptions parse_search_config(Config& config) {
  tune::SearchOptions options =
      preset(config.choice("preset", presets().front().name, preset_names()));
  read_sections(config, options);
  check_together(config, options);
  config.finish(kAdvice);
  options.data.split_seed = options.seed;
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
  require(config, "weights", [&] { tune::check_weights(options); });
  return options;
}

}  // namespace efs::cli
