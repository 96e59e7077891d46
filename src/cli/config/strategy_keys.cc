#include <algorithm>

#include "cli/config/key_builders.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using search::SchedulerKind;

bool is_staged(const Search& options) {
  return options.strategy.scheduler == SchedulerKind::kStaged;
}

/// Fits the preset's stages to a space that may be smaller than the preset's.
void keep_no_more_than_there_are(Search& options) {
  if (!options.space.networks().size()) return;
  const auto networks = static_cast<int>(options.space.network_count());
  for (auto& stage : options.strategy.staged.stages) stage.keep = std::min(stage.keep, networks);
}

void read_stages(Config& config, Search& options) {
  keep_no_more_than_there_are(options);
  if (!config.has("stages")) return;
  auto& stages = options.strategy.staged.stages;
  stages.clear();
  for (auto& stage : config.sections("stages")) {
    stages.push_back({static_cast<int>(stage.integer("epochs", 0, 1, 1'000'000)),
                      static_cast<int>(stage.integer("keep", 1, 1, 1'000'000))});
  }
}

void write_stages(YAML::Emitter& out, const Search& options) {
  out << YAML::BeginSeq;
  for (const auto& stage : options.strategy.staged.stages) {
    out << YAML::Flow << YAML::BeginMap;
    write_pair(out, "epochs", stage.epochs);
    write_pair(out, "keep", stage.keep);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

search::Objective read_objective(Config& section) {
  search::Objective objective;
  objective.expression = section.text("expression", "");
  objective.direction = read_choice(section, "direction", kDirections, objective.direction);
  if (section.has("reference")) objective.reference = section.real("reference", 0.0);
  return objective;
}

void read_objectives(Config& config, Search& options) {
  if (!config.has("objectives")) return;
  auto& objectives = options.fitness.objectives;
  objectives.clear();
  if (config.is_list_of_sections("objectives")) {
    for (Config& section : config.sections("objectives")) {
      objectives.push_back(read_objective(section));
    }
    return;
  }
  refusing_at(config, "objectives", [&] {
    for (const std::string& text : config.texts("objectives", {})) {
      objectives.push_back(search::parse_objective(text));
    }
  });
}

void write_objectives(YAML::Emitter& out, const Search& options) {
  out << YAML::BeginSeq;
  for (const auto& objective : options.fitness.objectives) {
    out << YAML::BeginMap;
    write_pair(out, "expression", objective.expression);
    write_pair(out, "direction", name_of(kDirections, objective.direction));
    if (objective.reference) write_pair(out, "reference", *objective.reference);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

}  // namespace

std::vector<Key> stage_keys() {
  std::vector<Key> keys{
      {"stages",
       "for the scheduler `staged`: all trials train to the first stage's `epochs`; the best "
       "`keep` networks, each by its best training (learning rate, loss, ...), go on to the next "
       "one's",
       {.change = Changeable::kEnd},
       read_stages,
       write_stages},
      key("restart", &search::StagedOptions::restart,
          "true: every stage trains from scratch, as the original did; false: a survivor goes on "
          "from its checkpoint")};
  for (Key& key : keys) key.written = is_staged;
  keys.push_back({"objectives",
                  "two to four, whose front schedulers and samplers look for; the fitness then "
                  "only chooses what is exported",
                  {.example = "[maximize val_iou, minimize latency_ms]", .link = "search.md"},
                  read_objectives,
                  write_objectives,
                  [](const Search& options) { return !options.fitness.objectives.empty(); }});
  return keys;
}

std::vector<Key> budget_keys() {
  using search::Budget;
  std::vector<Key> keys{
      key("trials", &Budget::trials, "begun; what has begun goes on",
          {.range = kCount, .example = "100"}),
      key("epochs", &Budget::epochs, "of all trials together",
          {.range = kCount, .example = "2000"}),
      key("hours", &Budget::hours, "wall-clock, in which `efs search` worked",
          {.range = kAboveZero, .example = "8"}),
      key("target_fitness", &Budget::target_fitness, "good enough", {.example = "0.8"}),
      key("patience_epochs", &Budget::patience_epochs,
          "epochs of all trials in which hypervolume, or the best fitness, did not grow by 0.1 %",
          {.range = kCount, .example = "500"})};
  for (Key& key : keys) {
    key.notes.shown = Shown::kCommented;
    key.notes.change = Changeable::kEnd;
  }
  return keys;
}

std::vector<Key> warm_start_keys() {
  Key key = cli::key("warm_start", &Search::warm_start, "studies from which samplers learn",
                     {.example = "[runs/faces]"});
  key.read = [](Config& config, Search& options) {
    options.warm_start = config.texts("warm_start", options.warm_start);
    for (std::string& word : options.warm_start) word = study_word(config, "warm_start", word);
  };
  return {key};
}

}  // namespace efs::cli
