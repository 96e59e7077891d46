#include "cli/config/search_config.h"

#include <algorithm>

#include "cli/config/key_builders.h"
#include "cli/config/presets.h"
#include "cli/config/space_config.h"
#include "cli/config/task_choice.h"
#include "core/text/named_rows.h"
#include "search/objectives/objectives.h"
#include "tune/prefilter/candidates.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

/// Their study.yaml names none.
constexpr const char* kTaskOfOlderStudies = kSingleTask;

/// What other programs call a key.
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

void refuse_given(const Config& config, std::initializer_list<const char*> keys,
                  const char* message) {
  for (const char* key : keys) {
    if (config.has(key)) config.refuse(key, message);
  }
}

/// Rules over several keys.
void check_together(Config& config, tune::SearchOptions& options) {
  Config data = config.section("data"), search = config.section("search");
  search::Strategy& strategy = options.strategy;
  if (!options.data.validation_folds.empty() && options.data.folds.empty()) {
    data.refuse("validation_folds",
                "needs data.folds, the file that says which fold an image is in");
  }
  check_task(config, options);
  refusing_at(config.section("fitness"), "expression", [&] { search::Fitness{options.fitness}; });
  const bool staged = strategy.scheduler == search::SchedulerKind::kStaged;
  if (staged) {
    refuse_given(search, {"min_epochs", "max_epochs", "reduction"},
                 "the scheduler staged has `stages` instead; choose another search.scheduler, such "
                 "as asha");
  } else {
    refuse_given(config, {"stages", "restart"},
                 "needs search.scheduler=staged; other schedulers have search.min_epochs and "
                 "max_epochs");
    if (strategy.scheduler == search::SchedulerKind::kFull) {
      strategy.rungs.min_epochs = strategy.rungs.max_epochs;
    }
    refusing_at(search, "min_epochs", [&] { search::rung_epochs(strategy.rungs); });
  }
  if (config.has("objectives")) {
    refusing_at(config, "objectives", [&] { search::Objectives{options.fitness}; });
  }
  refusing_at(config, staged ? "stages" : "search", [&] {
    const auto space = options.prefilter ? tune::example_of_kept(options) : options.space;
    search::make_scheduler(space, strategy, options.fitness, options.seed);
  });
}

}  // namespace

tune::SearchOptions parse_search_config(Config& config) {
  const std::vector<std::string> names = names_of(presets());
  const std::string name = config.choice("preset", names.front(), names);
  const Preset& preset = *std::ranges::find(presets(), name, &Preset::name);
  std::string task = config.choice("task", kTaskOfOlderStudies, task_words());
  if (task == kAutoTask) task = kTaskOfOlderStudies;
  if (preset.only_single && task != kTaskOfOlderStudies) {
    config.refuse("task", fmt::format("the preset {} looks for one face; take another preset, or "
                                      "task: single",
                                      name));
  }
  tune::SearchOptions options = preset.make(search::task(task));
  read_sections(config, options);
  check_together(config, options);
  config.finish(kAdvice);
  options.data.split_seed = options.seed;
  if (options.data.labels.empty()) options.data.labels = options.data.images;
  std::error_code error;
  if (std::filesystem::is_regular_file(options.data.groups, error)) {
    options.data.groups = std::filesystem::absolute(options.data.groups);
  }
  if (options.train.schedule == train::Schedule::kCosine) {
    options.train.schedule_epochs = search::stages_of(options.strategy).back().epochs;
  }
  return options;
}

tune::SearchOptions study_options(const study::StudyInfo& info,
                                  const std::filesystem::path& folder) {
  auto config = Config::parse(info.config_yaml, (folder / "study.yaml").string());
  return parse_search_config(config);
}

std::string resolved_yaml(const tune::SearchOptions& options) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  for (const Section& section : sections()) {
    if (!section.name.empty()) out << YAML::Key << section.name << YAML::Value << YAML::BeginMap;
    write_keys(out, section.keys, options);
    if (!section.name.empty()) out << YAML::EndMap;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

tune::SearchOptions load_search_config(const std::filesystem::path& file,
                                       const std::vector<std::string>& overrides,
                                       const std::string& model_task) {
  Config config = file.empty() ? Config::parse("", "defaults") : Config::load(file);
  for (const auto& assignment : overrides) config.override_with(assignment);
  const TaskChoice choice = choose_task(config, model_task);
  config.override_with("task=" + choice.task);
  auto options = parse_search_config(config);
  options.task_reason = choice.why;
  check_space(config, options);
  refusing_at(config, "weights", [&] { tune::check_weights(options); });
  return options;
}

}  // namespace efs::cli
