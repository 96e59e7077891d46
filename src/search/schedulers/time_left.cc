#include "search/schedulers/time_left.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <vector>

#include "core/terminal/progress.h"
#include "search/schedulers/epoch_pace.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

/// At least so much of a running epoch counts as left, until it is reported.
constexpr double kLeastShare = 0.05;
/// Twice the threads are not twice as fast.
constexpr double kLentThreads = 0.8;  // exponent

constexpr int kAnyStage = 0;

struct Forecast {
  const study::History& history;
  const Outlook& outlook;
  std::vector<Stage> stages;
  EpochPace pace;

  int last_stage() const { return static_cast<int>(stages.size()); }
  /// `stage` counts from 1.
  const Stage& stage_at(int stage) const { return stages[static_cast<std::size_t>(stage) - 1]; }
  /// Epochs that a stage adds to a trial that comes from the one before.
  int epochs_of(int stage) const {
    const bool from_scratch = stage <= 1 || outlook.strategy.staged.restart;
    return stage_at(stage).epochs - (from_scratch ? 0 : stage_at(stage - 1).epochs);
  }
  double share(const Trial& trial) const {
    const auto found = outlook.shares.find(trial.number);
    return found == outlook.shares.end() ? 0.0 : std::clamp(found->second, 0.0, 1.0 - kLeastShare);
  }
  /// Seconds until a trial reaches its target.
  double seconds_of(const Trial& trial) const {
    const int epochs = trial.target_epoch - trial.epochs_done();
    if (epochs <= 0) return 0.0;
    const double begun = trial.state == TrialState::kRunning ? share(trial) : 0.0;
    return pace.epoch_s(trial, trial.stage) * (epochs - begun);
  }
};

/// Seconds of an epoch in a stage, for a trial that will come to it: the mean over the trials that
/// have come there or nearest to it, as those that go on may be larger or smaller than most.
double expected_epoch_s(const Forecast& forecast, int stage) {
  for (int reached = stage; reached >= 1; --reached) {
    double sum = 0.0;
    int count = 0;
    for (const Trial& trial : forecast.history.trials) {
      if (trial.stage < reached || study::is_fruitless(trial.state)) continue;
      sum += forecast.pace.epoch_s(trial, stage);
      ++count;
    }
    if (count > 0) return sum / count;
  }
  return forecast.pace.mean_epoch_s(stage);
}

/// Seconds until `workers` have done `jobs_s`, each taking the next one when it is free.
double makespan(const std::vector<double>& jobs_s, int workers) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (int i = 0; i < workers; ++i) free_at.push(0.0);
  double end = 0.0;
  for (const double job : jobs_s) {
    const double done = free_at.top() + job;
    free_at.pop();
    free_at.push(done);
    end = std::max(end, done);
  }
  return end;
}

/// For running trials, then the queue in the order of claims: the largest network first.
double open_makespan(const Forecast& forecast, int stage) {
  std::vector<const Trial*> open;
  for (const Trial& trial : forecast.history.trials) {
    const bool counts = stage == kAnyStage || trial.stage == stage;
    if (study::is_under_way(trial.state) && counts) open.push_back(&trial);
  }
  std::ranges::stable_sort(open, {}, [](const Trial* trial) {
    return std::pair(trial->state != TrialState::kRunning, -trial->macs());
  });
  std::vector<double> jobs_s;
  for (const Trial* trial : open) jobs_s.push_back(forecast.seconds_of(*trial));
  return makespan(jobs_s, forecast.outlook.workers);
}

/// A stage begins when the one before has ended.
double staged_s(const Forecast& forecast) {
  const auto& trials = forecast.history.trials;
  int stage = forecast.last_stage();
  for (const Trial& trial : trials) {
    if (!study::has_ended(trial.state)) stage = std::min(stage, trial.stage);
  }
  auto able = static_cast<std::size_t>(std::ranges::count_if(trials, [&](const Trial& trial) {
    return trial.stage == stage && !study::has_ended(trial.state);
  }));
  double sum = open_makespan(forecast, stage);
  for (int next = stage + 1; next <= forecast.last_stage(); ++next) {
    able = std::min(able, static_cast<std::size_t>(forecast.stage_at(next - 1).keep));
    const std::vector<double> jobs_s(able,
                                     expected_epoch_s(forecast, next) * forecast.epochs_of(next));
    // Trials that have got there already run meanwhile.
    sum += std::max(makespan(jobs_s, forecast.outlook.workers), open_makespan(forecast, next));
  }
  return sum;
}

/// Seconds for the trials that the rungs will have in the end and do not have yet. A trial counts
/// for a rung if its stage is that rung or a higher one.
double rungs_s(const Forecast& forecast, std::size_t planned) {
  const auto& trials = forecast.history.trials;
  double sum = 0.0, longest = 0.0;
  auto in_the_end = static_cast<double>(planned);
  for (int stage = 1; stage <= forecast.last_stage(); ++stage) {
    const auto heading = static_cast<double>(
        std::ranges::count_if(trials, [&](const Trial& trial) { return trial.stage >= stage; }));
    const double missing = std::max(0.0, in_the_end - heading);
    if (missing > 0.0) {
      const double one = forecast.epochs_of(stage) * expected_epoch_s(forecast, stage);
      sum += missing * one;
      longest = std::max(longest, one);
    }
    in_the_end =
        std::floor(std::max(in_the_end, heading) / forecast.outlook.strategy.rungs.reduction);
  }
  const double open = open_makespan(forecast, kAnyStage);
  if (sum <= 0.0) return open;
  for (const Trial& trial : trials) {
    if (study::is_under_way(trial.state)) sum += forecast.seconds_of(trial);
  }
  // All workers together, then some time in which the last ones train alone: by Graham's bound
  // (1969) at most what one of them takes, less its share of all workers.
  const double workers = forecast.outlook.workers;
  return std::max(open, sum / workers + 0.5 * longest * (1.0 - 1.0 / workers));
}

/// Seconds of all planned work; nothing where it cannot be foreseen.
std::optional<double> planned_s(const Forecast& forecast) {
  const Strategy& strategy = forecast.outlook.strategy;
  if (!forecast.pace.known()) return std::nullopt;
  if (strategy.scheduler == SchedulerKind::kStaged) return staged_s(forecast);
  const bool foreseeable = strategy.scheduler == SchedulerKind::kAsha ||
                           strategy.scheduler == SchedulerKind::kFull ||
                           strategy.scheduler == SchedulerKind::kHalving;
  // With a budget and no number of trials the next best go on until it is spent.
  const bool ends =
      forecast.outlook.planned_trials && (strategy.budget.trials || !has_end(strategy.budget));
  if (!foreseeable || !ends) return std::nullopt;
  return rungs_s(forecast, *forecast.outlook.planned_trials);
}

std::optional<double> epochs_budget_s(const Forecast& forecast) {
  const auto& most = forecast.outlook.strategy.budget.epochs;
  if (!most || !forecast.pace.known()) return std::nullopt;
  double left = *most;
  for (const Trial& trial : forecast.history.trials) {
    left -= static_cast<double>(trial.epochs.size());
    if (trial.state == TrialState::kRunning) left -= forecast.share(trial);
  }
  left = std::max(left, kLeastShare);
  return left * expected_epoch_s(forecast, 1) / forecast.outlook.workers;
}

std::optional<double> hours_budget_s(const Forecast& forecast) {
  const auto& hours = forecast.outlook.strategy.budget.hours;
  if (!hours) return std::nullopt;
  return std::max(1.0, *hours * 3600.0 - forecast.history.elapsed_s);
}

SpeedOfStage speeds_of(const Outlook& outlook, const std::vector<Stage>& stages) {
  SpeedOfStage speeds;
  if (!outlook.lends_threads || outlook.strategy.scheduler != SchedulerKind::kStaged) return speeds;
  for (std::size_t i = 1; i < stages.size(); ++i) {
    const int at_work = std::clamp(stages[i - 1].keep, 1, outlook.workers);
    speeds[static_cast<int>(i) + 1] =
        std::pow(static_cast<double>(outlook.workers) / at_work, kLentThreads);
  }
  return speeds;
}

}  // namespace

std::string to_string(const TimeLeft& left) {
  if (left.seconds < 1.0) return "less than a second left";
  return fmt::format("{} {} left", left.at_most ? "at most" : "about",
                     format_duration(left.seconds));
}

std::optional<TimeLeft> time_left(const study::History& history, const Outlook& outlook) {
  const bool all_ended = std::ranges::all_of(history.trials, study::has_ended, &Trial::state);
  if (all_ended || outlook.targets_away) return std::nullopt;
  const auto stages = stages_of(outlook.strategy);
  const Forecast forecast{history, outlook, stages, EpochPace(history, speeds_of(outlook, stages))};
  const Strategy& strategy = outlook.strategy;
  const auto planned = planned_s(forecast);
  std::optional<double> left = planned;
  for (const auto& budget : {epochs_budget_s(forecast), hours_budget_s(forecast)}) {
    if (budget) left = std::min(left.value_or(*budget), *budget);
  }
  if (!left || !(*left > 0.0)) return std::nullopt;
  // Without a plan a budget is the end, unless there are too few trials to spend it.
  const bool may_end_before = strategy.stop.any() || strategy.budget.target_fitness ||
                              strategy.budget.patience_epochs ||
                              (!planned && outlook.planned_trials);
  return TimeLeft{*left, may_end_before};
}

}  // namespace efs::search
