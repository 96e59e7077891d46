#include "search/schedulers/strategy.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "search/schedulers/rung_schedulers.h"

namespace efs::search {
namespace {

std::unique_ptr<Scheduler> bare_scheduler(const Space& space, const Strategy& strategy,
                                          const FitnessOptions& fitness, std::uint64_t seed,
                                          std::vector<study::Trial> prior) {
  if (strategy.scheduler == SchedulerKind::kStaged) {
    if (strategy.sampler.kind != SamplerKind::kGrid) {
      fail_usage(
          "scheduler staged trains the whole grid; choose the sampler grid, or another scheduler, "
          "such as asha");
    }
    return make_staged_scheduler(space, strategy.staged, fitness);
  }
  JobSource source(space, strategy, fitness, seed, std::move(prior));
  const bool brackets = strategy.scheduler == SchedulerKind::kHalving ||
                        strategy.scheduler == SchedulerKind::kHyperband;
  return brackets ? make_bracket_scheduler(strategy, std::move(source))
                  : make_asha_scheduler(strategy, std::move(source));
}

double staged_epochs(const StagedOptions& staged, std::size_t trials, std::size_t networks) {
  int before = 0;
  double total = 0.0;
  for (const Stage& stage : staged.stages) {
    total += static_cast<double>(trials) * (stage.epochs - (staged.restart ? 0 : before));
    before = stage.epochs;
    trials = std::min(networks, static_cast<std::size_t>(stage.keep));
  }
  return total;
}

/// Per trial that begins on rung `first`; of those on a rung one in `reduction` goes on.
double epochs_from(std::size_t first, const std::vector<Stage>& rungs, double reduction) {
  double share = 1.0, epochs = 0.0;
  int before = 0;
  for (std::size_t rung = first; rung < rungs.size(); ++rung) {
    epochs += share * (rungs[rung].epochs - before);
    before = rungs[rung].epochs;
    share /= reduction;
  }
  return epochs;
}

/// The mean over many trials; for Hyperband over a whole loop of brackets.
double epochs_of_a_trial(const Strategy& strategy) {
  const auto rungs = stages_of(strategy);
  const double reduction = strategy.rungs.reduction;
  if (strategy.scheduler != SchedulerKind::kHyperband) return epochs_from(0, rungs, reduction);
  double trials = 0.0, epochs = 0.0;
  for (std::size_t first = 0; first < rungs.size(); ++first) {
    const auto halvings = static_cast<double>(rungs.size() - 1 - first);
    const double begun = std::pow(reduction, halvings) / (halvings + 1.0);
    trials += begun;
    epochs += begun * epochs_from(first, rungs, reduction);
  }
  return epochs / trials;
}

void require_an_end(const Space& space, const Strategy& strategy) {
  if (strategy.budget.trials || space.size()) return;
  const bool halving = strategy.scheduler == SchedulerKind::kHalving;
  if (has_end(strategy.budget) && !halving) return;
  fail_usage("budget: the space has no end and {}; give budget.trials{}",
             halving ? "halving begins with all of its trials" : "nothing ends the search",
             halving ? "" : ", epochs, hours or patience_epochs");
}

}  // namespace

std::vector<study::Action> only_ends(const Plan& plan) {
  std::vector<study::Action> ends = plan.actions;
  std::erase_if(ends, [](const study::Action& action) {
    return !std::holds_alternative<study::EndTrial>(action);
  });
  return ends;
}

const std::vector<std::pair<std::string, SchedulerKind>>& scheduler_names() {
  static const std::vector<std::pair<std::string, SchedulerKind>> names{
      {"staged", SchedulerKind::kStaged},   {"full", SchedulerKind::kFull},
      {"halving", SchedulerKind::kHalving}, {"hyperband", SchedulerKind::kHyperband},
      {"asha", SchedulerKind::kAsha},       {"pasha", SchedulerKind::kPasha}};
  return names;
}

std::vector<int> rung_epochs(const RungOptions& options) {
  if (options.min_epochs < 1 || options.min_epochs > options.max_epochs) {
    fail_usage("rungs: min_epochs {} must be at least 1 and at most max_epochs, {}",
               options.min_epochs, options.max_epochs);
  }
  if (!(options.reduction >= 1.5)) {
    fail_usage("rungs: reduction {} must be at least 1.5; 3 is usual", options.reduction);
  }
  std::vector<int> epochs;
  for (double level = options.max_epochs; std::lround(level) >= options.min_epochs;
       level /= options.reduction) {
    const int rounded = static_cast<int>(std::lround(level));
    if (!epochs.empty() && rounded == epochs.back()) break;
    epochs.push_back(rounded);
  }
  std::reverse(epochs.begin(), epochs.end());
  return epochs;
}

std::vector<Stage> stages_of(const Strategy& strategy) {
  if (strategy.scheduler == SchedulerKind::kStaged) return strategy.staged.stages;
  if (strategy.scheduler == SchedulerKind::kFull) return {{strategy.rungs.max_epochs, 0}};
  std::vector<Stage> stages;
  for (const int epochs : rung_epochs(strategy.rungs)) stages.push_back({epochs, 0});
  return stages;
}

Order leaderboard_order(const Strategy& strategy) {
  return strategy.scheduler == SchedulerKind::kStaged ? Order::kFurthestFirst : Order::kByFitness;
}

std::optional<std::size_t> planned_trials(const Strategy& strategy, const Space& space) {
  const auto size = space.size();
  if (!strategy.budget.trials || strategy.scheduler == SchedulerKind::kStaged) return size;
  const auto most = static_cast<std::size_t>(*strategy.budget.trials);
  return size ? std::min(*size, most) : most;
}

std::optional<double> planned_epochs(const Strategy& strategy, const Space& space) {
  std::optional<double> planned;
  const auto trials = planned_trials(strategy, space);
  if (strategy.scheduler == SchedulerKind::kStaged) {
    planned = staged_epochs(strategy.staged, *trials, space.network_count());
  } else if (trials) {
    planned = static_cast<double>(*trials) * epochs_of_a_trial(strategy);
  }
  if (const auto& most = strategy.budget.epochs) {
    planned = std::min<double>(planned.value_or(*most), *most);
  }
  return planned;
}

std::unique_ptr<Scheduler> make_scheduler(const Space& space, const Strategy& given,
                                          const FitnessOptions& fitness, std::uint64_t seed,
                                          std::vector<study::Trial> prior) {
  validate(space);
  Strategy strategy = given;
  if (strategy.scheduler == SchedulerKind::kFull) {
    strategy.rungs.min_epochs = strategy.rungs.max_epochs;
  }
  require_an_end(space, strategy);
  auto scheduler = bare_scheduler(space, strategy, fitness, seed, std::move(prior));
  if (strategy.stop.any()) {
    const int last = stages_of(strategy).back().epochs;
    scheduler = with_stop_rules(std::move(scheduler), strategy.stop, fitness, last);
  }
  if (has_end(strategy.budget)) {
    scheduler = with_budget(std::move(scheduler), strategy.budget, fitness);
  }
  return scheduler;
}

}  // namespace efs::search
