#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "search/rungs/bracket_log.h"
#include "search/schedulers/rung_schedulers.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

/// Hyperband's (Li et al. 2018, algorithm 1), with the rungs counted from the lowest.
std::vector<Bracket> hyperband_brackets(std::size_t rungs, double reduction) {
  std::vector<Bracket> brackets;
  const auto most = static_cast<double>(rungs);
  for (std::size_t first = 0; first < rungs; ++first) {
    const auto halvings = static_cast<double>(rungs - 1 - first);
    const double trials = most / (halvings + 1.0) * std::pow(reduction, halvings);
    brackets.push_back({first, static_cast<std::size_t>(std::ceil(trials - 1e-9))});
  }
  return brackets;
}

class BracketScheduler final : public Scheduler {
 public:
  BracketScheduler(const Strategy& strategy, JobSource source)
      : reduction_(strategy.rungs.reduction),
        source_(std::move(source)),
        log_(loop_of(strategy), rung_epochs(strategy.rungs).size()) {}

  Plan plan(const study::History& history) const override {
    const Ladder& ladder = source_.follow(history);
    log_.follow(history);
    Plan plan;
    if (ladder.in_state(TrialState::kQueued) > 0) return plan;
    const auto& entries = log_.entries();
    const bool filling = !entries.empty() && !entries.back().full();
    for (const std::size_t index : log_.through()) {
      // The last one begins all of its trials first, if there are so many.
      if (filling && index + 1 == entries.size()) continue;
      close_rung(history, ladder, entries[index], plan);
      if (promotes(plan)) return plan;
    }
    if (const auto point = source_.next(history)) {
      const std::size_t rung = (filling ? entries.back().bracket : log_.next()).first_rung;
      plan.actions.emplace_back(
          study::CreateTrial{*point, static_cast<int>(rung) + 1, ladder.epochs(rung)});
      return plan;
    }
    if (filling && log_.through().contains(entries.size() - 1)) {
      close_rung(history, ladder, entries.back(), plan);
    }
    const std::size_t open =
        ladder.in_state(TrialState::kRunning) + ladder.in_state(TrialState::kPaused);
    plan.done = plan.actions.empty() && open == 0;
    return plan;
  }

 private:
  static std::vector<Bracket> loop_of(const Strategy& strategy) {
    if (strategy.scheduler == SchedulerKind::kHyperband) {
      return hyperband_brackets(rung_epochs(strategy.rungs).size(), strategy.rungs.reduction);
    }
    return {{0, std::numeric_limits<std::size_t>::max()}};  // all that there are
  }

  static bool promotes(const Plan& plan) {
    return std::ranges::any_of(plan.actions, [](const study::Action& action) {
      return std::holds_alternative<study::PromoteTrial>(action);
    });
  }

  /// Whether a trial that pauses on a rung is compared with this one. Normally all pause there; one
  /// that failed and is tried again comes when the others have gone on or been stopped.
  static bool was_on(const Trial& trial, std::size_t at, std::size_t rung, int epochs) {
    if (at == rung && trial.state == TrialState::kPaused) return true;
    return !study::is_fruitless(trial.state) &&
           (at > rung || (at == rung && trial.epochs_done() >= epochs));
  }

  static std::set<int> best_of(const Ladder& ladder, std::size_t rung,
                               const std::vector<const Trial*>& trials, std::size_t count) {
    std::vector<std::pair<Costs, int>> known;
    for (const Trial* trial : trials) {
      auto costs = ladder.objectives().costs(*trial, ladder.epochs(rung));
      if (costs) known.emplace_back(std::move(*costs), trial->number);
    }
    std::ranges::sort(known);  // so that each is added at the end
    const auto order = make_rung(ladder.objectives().size());
    for (const auto& [costs, number] : known) order->add(number, costs);
    const std::vector<int> best = order->best(count);
    return {best.begin(), best.end()};
  }

  /// Lets the best go on from a rung that all trials of a bracket have finished.
  void close_rung(const study::History& history, const Ladder& ladder,
                  const BracketLog::Entry& entry, Plan& plan) const {
    const std::size_t rung = entry.rung_through().value();
    std::size_t peers = 0;
    std::vector<const Trial*> paused, peers_there;
    for (std::size_t i = entry.begin; i < entry.begin + entry.size; ++i) {
      const Trial& trial = history.trials[i];
      const auto at = static_cast<std::size_t>(trial.stage - 1);
      if (at == rung && trial.state == TrialState::kPaused) paused.push_back(&trial);
      const bool counts =
          trial.state != TrialState::kInfeasible && trial.state != TrialState::kFailed;
      if (at >= rung && counts) ++peers;
      if (was_on(trial, at, rung, ladder.epochs(rung))) peers_there.push_back(&trial);
    }
    const bool last = rung + 1 == ladder.rungs();
    const auto share = static_cast<std::size_t>(static_cast<double>(peers) / reduction_);
    const std::size_t kept = last ? peers_there.size() : std::max<std::size_t>(1, share);
    const std::set<int> best = best_of(ladder, rung, peers_there, kept);
    for (const Trial* trial : paused) {
      const bool goes_on = best.contains(trial->number);
      if (last || !goes_on) {
        plan.actions.emplace_back(study::EndTrial{
            trial->number, last ? TrialState::kCompleted : TrialState::kStopped,
            last ? fmt::format("trained {} epochs", ladder.epochs(rung))
                 : fmt::format("rung {}: not among the best {} of {} of its bracket", rung + 1,
                               kept, peers)});
      } else {
        plan.actions.emplace_back(study::PromoteTrial{trial->number, static_cast<int>(rung) + 2,
                                                      ladder.epochs(rung + 1), false});
      }
    }
  }

  double reduction_;
  mutable JobSource source_;
  mutable BracketLog log_;
};

}  // namespace

std::unique_ptr<Scheduler> make_bracket_scheduler(const Strategy& strategy, JobSource source) {
  return std::make_unique<BracketScheduler>(strategy, std::move(source));
}

}  // namespace efs::search
