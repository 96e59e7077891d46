// `efs simulate`: how a search would have gone on learning curves that were recorded.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "cli/config/names.h"
#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/stats.h"
#include "core/text/csv.h"
#include "core/text/named_rows.h"
#include "search/schedulers/strategy.h"
#include "search/simulation/search_score.h"

namespace efs::cli {
namespace {

constexpr const char* kOutCure = "give another name with --out, or remove it";

struct SimulateArguments {
  std::string curves;
  std::vector<std::string> schedulers{"asha"};
  std::vector<std::string> samplers{"tpe"};
  std::vector<int> workers{1};
  int seeds = 20;
  std::string fitness;
  std::string direction;
  std::vector<std::string> objectives;
  int budget_epochs = 0;
  int min_epochs = 1;
  double reduction = 3.0;
  int startup_trials = 10;
  std::vector<std::string> stop;
  std::vector<std::string> stages;
  std::string out;
};

constexpr std::size_t kLargestFile = std::size_t{256} << 20;

/// One way to search, and what came of it with each seed.
struct Method {
  search::Strategy strategy;
  int workers = 1;
  std::string name;
  std::vector<search::SearchScore> scores = {};
  std::vector<search::SimulationResult> results = {};
};

template <typename Value>
Value named(const Names<Value>& names, const std::string& kind, const std::string& word) {
  return names[index_of_name(words_of(names), kind, word)].second;
}

search::FitnessOptions fitness_of(const SimulateArguments& arguments,
                                  const search::RecordedCurves& curves) {
  search::FitnessOptions fitness;
  fitness.task = curves.task;
  const bool best = curves.has_accuracy;
  fitness.epoch_choice = best ? search::EpochChoice::kBest : search::EpochChoice::kLast;
  const auto& metric = *search::find_metric(best ? fitness.task.accuracy : fitness.task.loss);
  fitness.expression = arguments.fitness.empty() ? metric.name : arguments.fitness;
  fitness.direction = arguments.direction.empty()
                          ? metric.better
                          : named(kDirections, "direction", arguments.direction);
  if (!curves.other_targets.empty()) {
    fitness.target_names = {""};  // the first, which the table does not name
    fitness.target_names.insert(fitness.target_names.end(), curves.other_targets.begin(),
                                curves.other_targets.end());
  }
  for (const std::string& text : arguments.objectives) {
    fitness.objectives.push_back(search::parse_objective(text));
  }
  return fitness;
}

/// "10:8" -> {10 epochs, keep 8}
search::Stage parse_stage(const std::string& text) {
  search::Stage stage;
  char colon = 0;
  std::istringstream in(text);
  if (!(in >> stage.epochs >> colon >> stage.keep) || colon != ':') {
    fail_usage("--stages {}: give EPOCHS:KEEP, such as 3:8 10:1", text);
  }
  return stage;
}

search::Strategy strategy_of(const SimulateArguments& arguments, const std::string& scheduler,
                             const std::string& sampler, const search::RecordedCurves& curves) {
  search::Strategy strategy;
  strategy.scheduler = named(search::scheduler_names(), "scheduler", scheduler);
  strategy.sampler.kind = named(search::sampler_names(), "sampler", sampler);
  strategy.sampler.startup_trials = arguments.startup_trials;
  strategy.rungs = {arguments.min_epochs, curves.epochs, arguments.reduction};
  strategy.staged.stages.clear();
  for (const std::string& stage : arguments.stages) {
    strategy.staged.stages.push_back(parse_stage(stage));
  }
  choose_stop_rules(arguments.stop, strategy.stop);
  if (arguments.budget_epochs > 0) strategy.budget.epochs = arguments.budget_epochs;
  return strategy;
}

std::vector<Method> methods_of(const SimulateArguments& arguments,
                               const search::RecordedCurves& curves) {
  std::vector<Method> methods;
  for (const int workers : arguments.workers) {
    for (const std::string& scheduler : arguments.schedulers) {
      auto samplers = arguments.samplers;
      if (scheduler == "staged") samplers = {"grid"};
      for (const std::string& sampler : samplers) {
        methods.push_back({.strategy = strategy_of(arguments, scheduler, sampler, curves),
                           .workers = workers,
                           .name = scheduler + "+" + sampler});
      }
    }
  }
  return methods;
}

using CurvesByPoint = std::map<study::Params, const search::RecordedCurve*>;

void simulate_seed(Method& method, const search::RecordedCurves& curves,
                   const CurvesByPoint& by_params, const search::FitnessOptions& fitness,
                   std::uint64_t seed) {
  const auto scheduler = search::make_scheduler(curves.space, method.strategy, fitness, seed);
  method.scores.emplace_back(curves, fitness);
  method.results.push_back(search::simulate(
      *scheduler,
      [&](const study::Params& params) -> std::optional<search::RecordedCurve> {
        const auto found = by_params.find(params);
        if (found == by_params.end()) return std::nullopt;
        return *found->second;
      },
      method.workers,
      [&](const study::History& history, const search::SimulationEvent& event) {
        method.scores.back().observe(history, event);
      }));
}

/// "104 (96-121)": median and quartiles of `epochs_until(score)` over the seeds; a seed that never
/// got there counts as infinitely late.
template <typename EpochsUntil>
std::string spread(const Method& method, const EpochsUntil& epochs_until) {
  std::vector<double> numbers;
  for (const auto& score : method.scores) {
    const std::optional<long> epochs = epochs_until(score);
    numbers.push_back(epochs ? static_cast<double>(*epochs) : INFINITY);
  }
  std::sort(numbers.begin(), numbers.end());
  const auto at = [&](double share) {
    const auto index =
        static_cast<std::size_t>(share * static_cast<double>(numbers.size() - 1) + 0.5);
    return std::isinf(numbers[index]) ? std::string("never")
                                      : fmt::format("{:.0f}", numbers[index]);
  };
  return fmt::format("{} ({}-{})", at(0.5), at(0.25), at(0.75));
}

/// `front`: with several objectives, where the choice is a front.
void print_table(const std::vector<Method>& methods, bool front) {
  fmt::print("{:<22} {:>7}  {:>18}  {:>18}  {:>18}  {:>7}  {:>9}  {:>10}\n", "method", "workers",
             front ? "99 % of the front" : "the best", front ? "95 %" : "of the best 3",
             front ? "90 %" : "of the best 5", "epochs", "time", "regret");
  for (const Method& method : methods) {
    const auto until = [&](int rank, double regret) {
      return spread(method, [&](const search::SearchScore& score) {
        return front ? score.epochs_until_regret(regret) : score.epochs_until_rank(rank);
      });
    };
    std::vector<double> epochs, times, regrets;
    for (std::size_t i = 0; i < method.scores.size(); ++i) {
      epochs.push_back(static_cast<double>(method.results[i].epochs));
      times.push_back(method.results[i].time_s);
      const auto& steps = method.scores[i].steps();
      if (!steps.empty()) regrets.push_back(steps.back().regret);
    }
    fmt::print("{:<22} {:>7}  {:>18}  {:>18}  {:>18}  {:>7.0f}  {:>8.0f}s  {:>10.4g}\n",
               method.name, method.workers, until(1, 0.01), until(3, 0.05), until(5, 0.1),
               median(epochs), median(times), regrets.empty() ? NAN : median(regrets));
  }
}

std::string to_csv(const std::vector<Method>& methods) {
  CsvWriter csv({"method", "workers", "seed", "epochs", "time_s", "regret", "rank"});
  for (const Method& method : methods) {
    for (std::size_t seed = 0; seed < method.scores.size(); ++seed) {
      for (const auto& step : method.scores[seed].steps()) {
        csv.add(method.name).add(method.workers).add(seed).add(step.epochs).add(step.time_s);
        csv.add(step.regret).add(step.rank).end_line();
      }
    }
  }
  return csv.text();
}

void run_simulate(const SimulateArguments& arguments) {
  if (!arguments.out.empty()) refuse_existing(arguments.out, kOutCure);
  const auto curves =
      search::parse_curves(read_file(arguments.curves, kLargestFile), arguments.curves);
  const auto fitness = fitness_of(arguments, curves);
  fmt::print("{} curves of {} epochs", curves.curves.size(), curves.epochs);
  if (const auto points = curves.space.size(); points && *points > curves.curves.size()) {
    fmt::print(" ({} of {} points: trying one of the others costs nothing)", curves.curves.size(),
               *points);
  }
  if (curves.shorter > 0) fmt::print(" ({} shorter ones left out)", curves.shorter);
  const bool several = !fitness.objectives.empty();
  if (several) {
    fmt::print("; objectives {}", fmt::join(arguments.objectives, ", "));
  } else {
    fmt::print("; {} {}", name_of(kDirections, fitness.direction), fitness.expression);
  }
  fmt::print("; {} seeds: median (quartiles) of the epochs until the choice is for good\n\n",
             arguments.seeds);
  auto methods = methods_of(arguments, curves);
  CurvesByPoint by_params;
  for (const search::RecordedCurve& curve : curves.curves) by_params[curve.params] = &curve;
  for (Method& method : methods) {
    for (int seed = 0; seed < arguments.seeds; ++seed) {
      simulate_seed(method, curves, by_params, fitness, static_cast<std::uint64_t>(seed));
    }
  }
  print_table(methods, several);
  if (!arguments.out.empty()) write_new_file(arguments.out, to_csv(methods), kOutCure);
}

}  // namespace

void add_simulate(CLI::App& app) {
  auto arguments = std::make_shared<SimulateArguments>();
  auto* command = add_command(app, "simulate");
  add_path(*command, "curves", arguments->curves, "CURVES.csv",
           "results.csv of a study, or a file that efs report --curves wrote")
      ->required()
      ->check(CLI::ExistingFile);
  const auto list = [&](const char* name, auto& into, const char* what) {
    return command->add_option(name, into, what)->delimiter(',')->capture_default_str();
  };
  const auto number = [&](const char* name, auto& into, const char* what) {
    return command->add_option(name, into, what)->capture_default_str();
  };
  list("--scheduler", arguments->schedulers, "staged, full, halving, hyperband, asha, pasha");
  list("--sampler", arguments->samplers, "grid, random, sobol, tpe, nsga2, evolution");
  list("--workers", arguments->workers, "workers on the virtual clock")
      ->check(CLI::Range(1, 1'000'000));
  number("--seeds", arguments->seeds, "simulations of each method")->check(CLI::Range(1, 100'000));
  std::vector<std::string> accuracies;
  for (const search::Task& task : search::tasks()) accuracies.push_back(task.accuracy);
  command->add_option("--fitness", arguments->fitness,
                      fmt::format("default: the accuracy ({}), or {} without it",
                                  fmt::join(accuracies, ", "), search::Task{}.loss));
  command->add_option("--direction", arguments->direction, "maximize or minimize");
  command->add_option("--objective", arguments->objectives,
                      "two or more: \"minimize val_loss\" \"minimize latency_ms\"");
  number("--budget-epochs", arguments->budget_epochs, "epochs of all trials together; 0: no limit");
  number("--min-epochs", arguments->min_epochs, "least epochs of the first rung");
  number("--reduction", arguments->reduction, "one trial in so many goes on");
  number("--startup-trials", arguments->startup_trials, "random trials before tpe learns");
  list("--stop", arguments->stop, "rules that stop trials: median, extrapolation");
  list("--stages", arguments->stages, "stages of staged: EPOCHS:KEEP, such as 3:8,10:1");
  add_path(*command, "--out", arguments->out, "FILE",
           "new CSV file for every change of the choice");
  command->callback([arguments] { run_simulate(*arguments); });
}

}  // namespace efs::cli
