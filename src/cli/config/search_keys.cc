#include <algorithm>
#include <cmath>

#include "cli/config/key_builders.h"
#include "core/error.h"

namespace efs::cli {
namespace {

using Search = tune::SearchOptions;
using search::SchedulerKind;
using search::Strategy;

constexpr NumberRange kEpochs{.low = 1, .high = 1e6};
constexpr NumberRange kCount{.low = 1, .high = 1e9};

/// What is usual with so many epochs: a trial may be given up after a third of a third of a third,
/// but not before it has trained for half as long again as it warms up, when all are still alike.
int usual_first_rung(int max_epochs, double warmup_epochs) {
  const int warm = static_cast<int>(std::ceil(1.5 * warmup_epochs));
  return std::max({1, max_epochs / 27, std::min(warm, max_epochs)});
}

/// Another scheduler than the preset's has a sampler and rungs that suit it.
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
  return {{"scheduler", "", {.choices = words_of(search::scheduler_names()), .link = "search.md"}},
          [](Config& config, Search& options) {
            change_scheduler(read_choice(config, "scheduler", search::scheduler_names(),
                                         options.strategy.scheduler),
                             options.train.warmup_epochs, options.strategy);
          },
          [](YAML::Emitter& out, const Search& options) {
            out << name_of(search::scheduler_names(), options.strategy.scheduler);
          }};
}

std::vector<Key> sampler_keys() {
  using Sampler = search::SamplerOptions;
  return of_part<Sampler>(
      [](auto& options) -> auto& { return options.strategy.sampler; },
      {choice("sampler", &Sampler::kind, search::sampler_names(),
              "by default `grid` for `staged` and `tpe` for others"),
       key("startup_trials", &Sampler::startup_trials, "at random, before `tpe` learns",
           {.range = kCount, .shown = Shown::kNot}),
       key("population", &Sampler::population, "of `nsga2` and `evolution`",
           {.range = {.low = 2, .high = 1e9}, .shown = Shown::kNot})});
}

void read_max_epochs(Config& config, Search& options) {
  auto& rungs = options.strategy.rungs;
  const int before = rungs.max_epochs;
  rungs.max_epochs = static_cast<int>(config.integer("max_epochs", before, 1, 1'000'000));
  if (rungs.max_epochs == before || config.has("min_epochs")) return;
  rungs.min_epochs = usual_first_rung(rungs.max_epochs, options.train.warmup_epochs);
}

/// The staged scheduler has none of them.
std::vector<Key> rung_keys() {
  using Rungs = search::RungOptions;
  auto keys = of_part<Rungs>(
      [](auto& options) -> auto& { return options.strategy.rungs; },
      {key("min_epochs", &Rungs::min_epochs,
           "least of the lowest rung; by default a 27th of `max_epochs`, or 1.5 times the warm-up "
           "if that is more",
           {.range = kEpochs, .example = "5"}),
       key("max_epochs", &Rungs::max_epochs, "of the highest rung; by default the last stage's",
           {.range = kEpochs, .example = "135"}),
       key("reduction", &Rungs::reduction,
           "one in so many goes on, to so many times the epochs; by default 3", {.example = "3"})});
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
  using Rules = search::StopRules;
  const KeyOf<Rules> stop{
      {"stop", "rules that stop running trials", {.choices = words_of(kStopRules)}},
      [](Config& config, Rules& rules) {
        try {
          choose_stop_rules(config.texts("stop", {}), rules);
        } catch (const UsageError& error) {
          config.refuse("stop", error.what());
        }
      },
      [](YAML::Emitter& out, const Rules& rules) {
        std::vector<std::string> names;
        for (const auto& [name, rule] : kStopRules) {
          if (rules.*rule) names.push_back(name);
        }
        write_value(out, names);
      }};
  return of_part<Rules>(
      [](auto& options) -> auto& { return options.strategy.stop; },
      {stop, key("grace_epochs", &Rules::grace_epochs, "before which no rule judges a trial",
                 {.range = kEpochs, .shown = Shown::kNot})});
}

/// `auto` is 0 in the options.
KeyOf<tune::WorkerOptions> count_or_auto(std::string name, int tune::WorkerOptions::*field,
                                         std::string comment) {
  auto count = key(std::move(name), field, std::move(comment), {.range = {.low = 1, .high = 1024}});
  count.read = [=, read = count.read, name = count.name](Config& config,
                                                         tune::WorkerOptions& workers) {
    workers.*field = 0;
    if (config.text(name, "auto") != "auto") read(config, workers);
  };
  count.write = [=](YAML::Emitter& out, const tune::WorkerOptions& workers) {
    out << (workers.*field == 0 ? "auto" : std::to_string(workers.*field));
  };
  return count;
}

std::vector<Key> worker_keys() {
  using Workers = tune::WorkerOptions;
  const Names<bool> executors{{"local", false}, {"slurm", true}};
  auto keys = of_part<Workers>(
      &Search::workers,
      {count_or_auto("workers", &Workers::count,
                     "processes that train side by side; `auto`: chosen by a measurement when the "
                     "search starts"),
       count_or_auto("threads_per_worker", &Workers::threads,
                     "`auto`: chosen with them, and where a late stage has fewer trials than there "
                     "are workers, the idle ones' threads are lent to it"),
       key("lease_s", &Workers::lease_s,
           "seconds without a sign of life, which is given between two batches, after which a "
           "worker counts as lost and its trial goes back to the queue",
           {.range = {.low = 1}})});
  keys.insert(
      keys.begin(),
      within<Search>(&Search::slurm, choice("executor", &tune::SlurmOptions::enabled, executors,
                                            "`slurm`: workers are jobs of a Slurm cluster",
                                            {.link = "cluster.md"})));
  for (Key& key : keys) key.notes.change = Changeable::kMachine;
  return keys;
}

}  // namespace

std::vector<Key> search_keys() {
  return joined<Search>(
      {{scheduler_key()}, sampler_keys(), rung_keys(), stop_keys(), worker_keys()});
}

}  // namespace efs::cli
