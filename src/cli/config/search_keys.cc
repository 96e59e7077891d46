#include <algorithm>
#include <cmath>

#include "cli/config/key_builders.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using search::SchedulerKind;
using search::Strategy;

constexpr NumberRange kEpochs{.low = 1, .high = 1e6};

/// A trial may be given up after a third of a third of a third of its epochs, but not before 1.5
/// times its warm-up, when all trials are still alike.
int usual_first_rung(int max_epochs, double warmup_epochs) {
  const int warm = static_cast<int>(std::ceil(1.5 * warmup_epochs));
  return std::max({1, max_epochs / 27, std::min(warm, max_epochs)});
}

/// Changes the scheduler, with a sampler and rungs that suit it.
void change_scheduler(SchedulerKind scheduler, double warmup_epochs, Strategy& strategy) {
  if (strategy.scheduler == scheduler) return;
  const bool staged = scheduler == SchedulerKind::kStaged;
  const auto& stages = strategy.staged.stages;
  if (strategy.scheduler == SchedulerKind::kStaged && !stages.empty()) {
    strategy.rungs.max_epochs = stages.back().epochs;
    strategy.rungs.min_epochs = usual_first_rung(strategy.rungs.max_epochs, warmup_epochs);
  }
  if (staged || strategy.scheduler == SchedulerKind::kStaged) {
    strategy.sampler.kind = staged ? search::SamplerKind::kGrid : search::SamplerKind::kTpe;
  }
  strategy.scheduler = scheduler;
}

/// Before the other keys of `search`, whose defaults depend on it.
Key scheduler_key() {
  Key key = choice("scheduler", &Strategy::scheduler, search::scheduler_names(), "",
                   {.link = "search.md"});
  key.read = [](Config& config, Search& options) {
    change_scheduler(
        read_choice(config, "scheduler", search::scheduler_names(), options.strategy.scheduler),
        options.train.warmup_epochs, options.strategy);
  };
  return key;
}

std::vector<Key> sampler_keys() {
  using Sampler = search::SamplerOptions;
  return {choice("sampler", &Sampler::kind, search::sampler_names(),
                 "by default `grid` for `staged` and `tpe` for others"),
          key("startup_trials", &Sampler::startup_trials, "at random, before `tpe` learns",
              {.range = kCount, .shown = Shown::kNot}),
          key("population", &Sampler::population, "of `nsga2` and `evolution`",
              {.range = {.low = 2, .high = 1e9}, .shown = Shown::kNot})};
}

void read_max_epochs(Config& config, Search& options) {
  auto& rungs = options.strategy.rungs;
  const int before = rungs.max_epochs;
  rungs.max_epochs = static_cast<int>(config.integer("max_epochs", before, 1, 1'000'000));
  if (rungs.max_epochs == before || config.has("min_epochs")) return;
  rungs.min_epochs = usual_first_rung(rungs.max_epochs, options.train.warmup_epochs);
}

/// Keys of all schedulers but the staged one.
std::vector<Key> rung_keys() {
  using Rungs = search::RungOptions;
  std::vector<Key> keys{
      key("min_epochs", &Rungs::min_epochs,
          "least of the lowest rung; by default a 27th of `max_epochs`, or 1.5 times the warm-up "
          "if that is more",
          {.range = kEpochs, .example = "5"}),
      key("max_epochs", &Rungs::max_epochs, "of the highest rung; by default the last stage's",
          {.range = kEpochs, .example = "135"}),
      key("reduction", &Rungs::reduction,
          "one in so many goes on, to so many times the epochs; by default 3", {.example = "3"})};
  keys[1].read = read_max_epochs;
  for (Key& key : keys) {
    key.notes.shown = Shown::kCommented;
    key.written = [](const Search& options) {
      return options.strategy.scheduler != SchedulerKind::kStaged;
    };
  }
  return keys;
}

std::vector<Key> stop_keys() {
  Key stop{"stop",
           "rules that stop running trials",
           {.choices = words_of(kStopRules)},
           [](Config& config, Search& options) {
             refusing_at(config, "stop", [&] {
               choose_stop_rules(config.texts("stop", {}), options.strategy.stop);
             });
           },
           [](YAML::Emitter& out, const Search& options) {
             std::vector<std::string> names;
             for (const auto& [name, rule] : kStopRules) {
               if (options.strategy.stop.*rule) names.push_back(name);
             }
             write_value(out, names);
           }};
  return {stop,
          key("grace_epochs", &search::StopRules::grace_epochs,
              "before which no rule judges a trial", {.range = kEpochs, .shown = Shown::kNot})};
}

/// `auto` is 0 in the options.
Key count_or_auto(std::string name, int tune::WorkerOptions::*field, std::string comment) {
  auto count = key(std::move(name), field, std::move(comment), {.range = {.low = 1, .high = 1024}});
  count.read = [=, read = count.read, name = count.name](Config& config, Search& options) {
    options.workers.*field = 0;
    if (config.text(name, "auto") != "auto") read(config, options);
  };
  count.write = [=](YAML::Emitter& out, const Search& options) {
    const int value = options.workers.*field;
    out << (value == 0 ? "auto" : std::to_string(value));
  };
  return count;
}

std::vector<Key> worker_keys() {
  using Workers = tune::WorkerOptions;
  const Names<bool> executors{{"local", false}, {"slurm", true}};
  std::vector<Key> keys{
      choice("executor", &tune::SlurmOptions::enabled, executors,
             "`slurm`: workers are jobs of a Slurm cluster", {.link = "cluster.md"}),
      count_or_auto("workers", &Workers::count,
                    "processes that train side by side; `auto`: chosen by a measurement when the "
                    "search starts"),
      count_or_auto("threads_per_worker", &Workers::threads,
                    "`auto`: chosen with them, and where a late stage has fewer trials than there "
                    "are workers, the idle ones' threads are lent to it"),
      key("lease_s", &Workers::lease_s,
          "seconds without a sign of life, which is given between two batches, after which a "
          "worker counts as lost and its trial goes back to the queue",
          {.range = {.low = 1}})};
  for (Key& key : keys) key.notes.change = Changeable::kMachine;
  return keys;
}

}  // namespace

std::vector<Key> search_keys() {
  std::vector<Key> keys{scheduler_key()};
  for (const auto& part : {sampler_keys(), rung_keys(), stop_keys(), worker_keys()}) {
    keys.insert(keys.end(), part.begin(), part.end());
  }
  return keys;
}

}  // namespace efs::cli
