#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "search/job_source.h"
#include "search/rung_schedulers.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

/// A bracket: `trials` of them begin at `first_rung`. Its trials have consecutive numbers.
struct Bracket {
  std::size_t first_rung = 0;
  std::size_t trials = 0;
};

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
  BracketScheduler(const Space& space, const Strategy& strategy, const FitnessOptions& fitness,
                   std::uint64_t seed, std::vector<Trial> prior)
      : reduction_(strategy.rungs.reduction),
        source_(space, strategy, fitness, seed, std::move(prior)) {
    const std::size_t rungs = rung_epochs(strategy.rungs).size();
    if (strategy.scheduler == SchedulerKind::kHyperband) {
      loop_ = hyperband_brackets(rungs, reduction_);
    } else {
      loop_ = {{0, std::numeric_limits<std::size_t>::max()}};  // all that there are
    }
  }

  Plan plan(const study::History& history) const override {
    const Ladder& ladder = source_.follow(history);
    Plan plan;
    if (ladder.in_state(TrialState::kQueued) > 0) return plan;
    forget_unless_same(history);
    std::size_t begin = closed_trials_;
    std::size_t i = closed_brackets_;
    for (; begin < history.trials.size(); ++i) {
      const Bracket& bracket = loop_[i % loop_.size()];
      const std::size_t end = std::min(history.trials.size() - begin, bracket.trials) + begin;
      const bool full = end - begin == bracket.trials;
      if (!full && begin_trial(history, ladder, bracket, plan)) return plan;
      close_rungs(history, ladder, begin, end, plan);
      if (!plan.actions.empty() && promotes(plan)) return plan;
      if (full && begin == closed_trials_ && all_ended(history, begin, end)) {
        ++closed_brackets_;
        closed_trials_ = end;
      }
      begin = end;
    }
    // All that there are are full, or there is nothing new.
    if (begin_trial(history, ladder, loop_[i % loop_.size()], plan)) return plan;
    const std::size_t open =
        ladder.in_state(TrialState::kRunning) + ladder.in_state(TrialState::kPaused);
    plan.done = plan.actions.empty() && open == 0;
    return plan;
  }

 private:
  /// What has ended stays so: the brackets that are closed need not be looked at again, as long as
  /// it is the same History that grows.
  void forget_unless_same(const study::History& history) const {
    if (history.lineage != 0 && history.lineage == lineage_) return;
    lineage_ = history.lineage;
    closed_brackets_ = 0;
    closed_trials_ = 0;
  }

  static bool all_ended(const study::History& history, std::size_t begin, std::size_t end) {
    return std::all_of(history.trials.begin() + static_cast<std::ptrdiff_t>(begin),
                       history.trials.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Trial& trial) { return study::has_ended(trial.state); });
  }

  static bool promotes(const Plan& plan) {
    return std::any_of(plan.actions.begin(), plan.actions.end(), [](const study::Action& action) {
      return std::holds_alternative<study::PromoteTrial>(action);
    });
  }

  bool begin_trial(const study::History& history, const Ladder& ladder, const Bracket& bracket,
                   Plan& plan) const {
    const auto point = source_.next(history);
    if (!point) return false;
    const auto rung = static_cast<int>(bracket.first_rung);
    plan.actions.emplace_back(
        study::CreateTrial{*point, rung + 1, ladder.epochs(bracket.first_rung)});
    return true;
  }

  /// Where all of a bracket's trials on a rung are through, the best go on.
  void close_rungs(const study::History& history, const Ladder& ladder, std::size_t begin,
                   std::size_t end, Plan& plan) const {
    for (std::size_t rung = 0; rung < ladder.rungs(); ++rung) {
      std::vector<const Trial*> paused;
      std::size_t peers = 0;
      bool busy = false;
      for (std::size_t i = begin; i < end; ++i) {
        const Trial& trial = history.trials[i];
        if (static_cast<std::size_t>(trial.stage - 1) != rung) continue;
        busy = busy || trial.state == TrialState::kRunning || trial.state == TrialState::kQueued;
        peers +=
            trial.state == TrialState::kInfeasible || trial.state == TrialState::kFailed ? 0 : 1;
        if (trial.state == TrialState::kPaused) paused.push_back(&trial);
      }
      if (busy) return;  // those on higher rungs wait for it
      if (!paused.empty()) return close_rung(ladder, rung, paused, peers, plan);
    }
  }

  static std::set<int> best_of(const Ladder& ladder, std::size_t rung,
                               const std::vector<const Trial*>& trials, std::size_t count) {
    std::vector<std::pair<Costs, int>> known;
    for (const Trial* trial : trials) {
      auto costs = ladder.judge().costs(*trial, ladder.epochs(rung));
      if (costs) known.emplace_back(std::move(*costs), trial->number);
    }
    std::sort(known.begin(), known.end());  // so that each is added at the end
    const auto order = make_rung(ladder.judge().objectives());
    for (const auto& [costs, number] : known) order->add(number, costs);
    const std::vector<int> best = order->best(count);
    return {best.begin(), best.end()};
  }

  void close_rung(const Ladder& ladder, std::size_t rung, const std::vector<const Trial*>& paused,
                  std::size_t peers, Plan& plan) const {
    const bool last = rung + 1 == ladder.rungs();
    const auto share = static_cast<std::size_t>(static_cast<double>(peers) / reduction_);
    const std::size_t kept = last ? paused.size() : std::max<std::size_t>(1, share);
    const std::set<int> best = best_of(ladder, rung, paused, kept);
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
  std::vector<Bracket> loop_;
  mutable JobSource source_;
  mutable std::uint64_t lineage_ = 0;
  mutable std::size_t closed_brackets_ = 0;
  mutable std::size_t closed_trials_ = 0;
};

}  // namespace

std::unique_ptr<Scheduler> make_bracket_scheduler(const Space& space, const Strategy& strategy,
                                                  const FitnessOptions& fitness, std::uint64_t seed,
                                                  std::vector<study::Trial> prior) {
  return std::make_unique<BracketScheduler>(space, strategy, fitness, seed, std::move(prior));
}

}  // namespace efs::search
