#include "cli/config/strategy_config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>

#include "cli/config/names.h"
#include "core/error.h"
#include "search/judge/judge.h"

namespace efs::cli {
namespace {

using search::SchedulerKind;

constexpr int kMost = 1'000'000'000;

/// A limit; "none" takes the preset's away.
std::optional<int> whole(Config& config, const std::string& key, std::optional<int> fallback) {
  const std::string word = config.text(key, "");
  if (word.empty()) return fallback;
  if (word == "none") return std::nullopt;
  return static_cast<int>(config.integer(key, 1, 1, kMost));
}

std::optional<double> real(Config& config, const std::string& key,
                           std::optional<double> fallback = {}) {
  const std::string word = config.text(key, "");
  if (word.empty()) return fallback;
  if (word == "none") return std::nullopt;
  return config.real(key, 0.0);
}

void read_budget(Config config, search::Budget& budget) {
  budget.trials = whole(config, "trials", budget.trials);
  budget.epochs = whole(config, "epochs", budget.epochs);
  budget.hours = real(config, "hours", budget.hours);
  budget.target_fitness = real(config, "target_fitness", budget.target_fitness);
  budget.patience_epochs = whole(config, "patience_epochs", budget.patience_epochs);
  if (budget.hours && !(*budget.hours > 0.0)) config.refuse("hours", "must be above 0");
}

/// The preset's stages, on a space that may be smaller than the preset's.
void keep_no_more_than_there_are(tune::SearchOptions& options) {
  if (!options.space.networks().size()) return;
  const auto networks = static_cast<int>(options.space.network_count());
  for (auto& stage : options.strategy.staged.stages) stage.keep = std::min(stage.keep, networks);
}

void read_stages(Config& config, tune::SearchOptions& options) {
  auto& staged = options.strategy.staged;
  keep_no_more_than_there_are(options);
  const bool is_staged = options.strategy.scheduler == SchedulerKind::kStaged;
  for (const char* key : {"stages", "restart"}) {
    if (config.has(key) && !is_staged) {
      config.refuse(key,
                    "is of the scheduler staged; others have search.min_epochs and max_epochs");
    }
  }
  if (config.has("stages")) {
    staged.stages.clear();
    for (auto& stage : config.sections("stages")) {
      staged.stages.push_back({static_cast<int>(stage.integer("epochs", 0, 1, 1'000'000)),
                               static_cast<int>(stage.integer("keep", 1, 1, 1'000'000))});
    }
  }
  staged.restart = config.boolean("restart", staged.restart);
}

/// What is usual with so many epochs: a trial may be given up after a third of a third of a third,
/// but not before it has trained for half as long again as it warms up, when all are still alike.
int usual_first_rung(int max_epochs, double warmup_epochs) {
  const int warm = static_cast<int>(std::ceil(1.5 * warmup_epochs));
  return std::max({1, max_epochs / 27, std::min(warm, max_epochs)});
}

void read_rungs(Config& config, double warmup_epochs, search::Strategy& strategy) {
  auto& rungs = strategy.rungs;
  const int before = rungs.max_epochs;
  rungs.max_epochs = static_cast<int>(config.integer("max_epochs", before, 1, 1'000'000));
  if (rungs.max_epochs != before) {
    rungs.min_epochs = usual_first_rung(rungs.max_epochs, warmup_epochs);
  }
  rungs.min_epochs = static_cast<int>(config.integer("min_epochs", rungs.min_epochs, 1, 1'000'000));
  rungs.reduction = config.real("reduction", rungs.reduction);
  if (strategy.scheduler == SchedulerKind::kFull) rungs.min_epochs = rungs.max_epochs;
  try {
    search::rung_epochs(rungs);
  } catch (const UsageError& error) {
    config.refuse("min_epochs", error.what());
  }
}

void read_stop_rules(Config& config, search::StopRules& rules) {
  try {
    choose_stop_rules(config.texts("stop", {}), rules);
  } catch (const UsageError& error) {
    config.refuse("stop", error.what());
  }
  rules.grace_epochs =
      static_cast<int>(config.integer("grace_epochs", rules.grace_epochs, 1, 1'000'000));
}

/// Another scheduler than the preset's has a sampler and rungs that suit it.
void change_scheduler(SchedulerKind scheduler, double warmup_epochs, search::Strategy& strategy) {
  if (strategy.scheduler == scheduler) return;
  const bool staged = scheduler == SchedulerKind::kStaged;
  if (strategy.scheduler == SchedulerKind::kStaged) {
    strategy.rungs.max_epochs = strategy.staged.stages.back().epochs;
    strategy.rungs.min_epochs = usual_first_rung(strategy.rungs.max_epochs, warmup_epochs);
  }
  if (staged || strategy.scheduler == SchedulerKind::kStaged) {
    strategy.sampler.kind = staged ? search::SamplerKind::kGrid : search::SamplerKind::kTpe;
  }
  strategy.scheduler = scheduler;
}

void read_search(Config config, double warmup_epochs, search::Strategy& strategy) {
  change_scheduler(read_choice(config, "scheduler", search::scheduler_names(), strategy.scheduler),
                   warmup_epochs, strategy);
  const bool staged = strategy.scheduler == SchedulerKind::kStaged;
  auto& sampler = strategy.sampler;
  sampler.kind = read_choice(config, "sampler", search::sampler_names(), sampler.kind);
  sampler.startup_trials =
      static_cast<int>(config.integer("startup_trials", sampler.startup_trials, 1, kMost));
  sampler.population = static_cast<int>(config.integer("population", sampler.population, 2, kMost));
  if (!staged) {
    read_rungs(config, warmup_epochs, strategy);
  } else {
    for (const char* key : {"min_epochs", "max_epochs", "reduction"}) {
      if (config.has(key)) {
        config.refuse(key,
                      "is not of the scheduler staged, which has `stages`; choose another "
                      "search.scheduler, such as asha");
      }
    }
  }
  read_stop_rules(config, strategy.stop);
}

void read_objectives(Config& config, search::FitnessOptions& fitness) {
  if (!config.has("objectives")) return;
  fitness.objectives.clear();
  std::vector<std::string> texts;
  if (config.is_list_of_sections("objectives")) {
    for (Config& section : config.sections("objectives")) {
      search::Objective objective;
      objective.expression = section.text("expression", "");
      objective.direction = read_choice(section, "direction", kDirections, objective.direction);
      objective.reference = real(section, "reference");
      fitness.objectives.push_back(std::move(objective));
    }
  } else {
    for (const std::string& text : config.texts("objectives", {})) texts.push_back(text);
  }
  try {
    for (const std::string& text : texts) {
      fitness.objectives.push_back(search::parse_objective(text));
    }
    search::Judge{fitness};
  } catch (const UsageError& error) {
    config.refuse("objectives", error.what());
  }
}

template <typename Value>
void write_given(YAML::Emitter& out, const char* key, const std::optional<Value>& value) {
  if (value) out << YAML::Key << key << YAML::Value << fmt::format("{}", *value);
}

void write_objectives(YAML::Emitter& out, const std::vector<search::Objective>& objectives) {
  out << YAML::Key << "objectives" << YAML::Value << YAML::BeginSeq;
  for (const auto& objective : objectives) {
    out << YAML::BeginMap << YAML::Key << "expression" << YAML::Value << objective.expression;
    out << YAML::Key << "direction" << YAML::Value << name_of(kDirections, objective.direction);
    write_given(out, "reference", objective.reference);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

void write_budget(YAML::Emitter& out, const search::Budget& budget) {
  out << YAML::Key << "budget" << YAML::Value << YAML::BeginMap;
  write_given(out, "trials", budget.trials);
  write_given(out, "epochs", budget.epochs);
  write_given(out, "hours", budget.hours);
  write_given(out, "target_fitness", budget.target_fitness);
  write_given(out, "patience_epochs", budget.patience_epochs);
  out << YAML::EndMap;
}

void write_stages(YAML::Emitter& out, const search::StagedOptions& staged) {
  out << YAML::Key << "stages" << YAML::Value << YAML::BeginSeq;
  for (const auto& stage : staged.stages) {
    out << YAML::Flow << YAML::BeginMap << YAML::Key << "epochs" << YAML::Value << stage.epochs;
    out << YAML::Key << "keep" << YAML::Value << stage.keep << YAML::EndMap;
  }
  out << YAML::EndSeq;
  out << YAML::Key << "restart" << YAML::Value << staged.restart;
}

}  // namespace

void choose_stop_rules(const std::vector<std::string>& names, search::StopRules& rules) {
  rules.median = rules.extrapolation = false;
  for (const std::string& name : names) {
    if (name == "median") {
      rules.median = true;
    } else if (name == "extrapolation") {
      rules.extrapolation = true;
    } else {
      fail_usage("'{}' is neither median nor extrapolation", name);
    }
  }
}

void read_strategy(Config& config, tune::SearchOptions& options) {
  read_search(config.section("search"), options.train.warmup_epochs, options.strategy);
  read_stages(config, options);
  read_budget(config.section("budget"), options.strategy.budget);
  read_objectives(config, options.fitness);
  try {
    search::make_scheduler(options.space, options.strategy, options.fitness, options.seed);
  } catch (const UsageError& error) {
    const bool staged = options.strategy.scheduler == SchedulerKind::kStaged;
    config.refuse(staged ? "stages" : "search", error.what());
  }
}

void write_strategy(YAML::Emitter& out, const tune::SearchOptions& options) {
  const search::Strategy& strategy = options.strategy;
  if (strategy.scheduler == SchedulerKind::kStaged) write_stages(out, strategy.staged);
  if (!options.fitness.objectives.empty()) write_objectives(out, options.fitness.objectives);
  write_budget(out, strategy.budget);
  out << YAML::Key << "warm_start" << YAML::Value << YAML::Flow << options.warm_start;
}

void write_search_keys(YAML::Emitter& out, const search::Strategy& strategy) {
  out << YAML::Key << "scheduler" << YAML::Value
      << name_of(search::scheduler_names(), strategy.scheduler);
  out << YAML::Key << "sampler" << YAML::Value
      << name_of(search::sampler_names(), strategy.sampler.kind);
  out << YAML::Key << "startup_trials" << YAML::Value << strategy.sampler.startup_trials;
  out << YAML::Key << "population" << YAML::Value << strategy.sampler.population;
  if (strategy.scheduler != SchedulerKind::kStaged) {
    out << YAML::Key << "min_epochs" << YAML::Value << strategy.rungs.min_epochs;
    out << YAML::Key << "max_epochs" << YAML::Value << strategy.rungs.max_epochs;
    out << YAML::Key << "reduction" << YAML::Value << fmt::format("{}", strategy.rungs.reduction);
  }
  out << YAML::Key << "stop" << YAML::Value << YAML::Flow << YAML::BeginSeq;
  if (strategy.stop.median) out << "median";
  if (strategy.stop.extrapolation) out << "extrapolation";
  out << YAML::EndSeq;
  out << YAML::Key << "grace_epochs" << YAML::Value << strategy.stop.grace_epochs;
}

}  // namespace efs::cli
