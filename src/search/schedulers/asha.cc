#include <algorithm>

#include "search/schedulers/job_source.h"
#include "search/schedulers/progressive.h"
#include "search/schedulers/rung_schedulers.h"

namespace efs::search {
namespace {

using study::TrialState;

class AshaScheduler final : public Scheduler {
 public:
  AshaScheduler(const Space& space, const Strategy& strategy, const FitnessOptions& fitness,
                std::uint64_t seed, std::vector<study::Trial> prior)
      : reduction_(strategy.rungs.reduction),
        progressive_(strategy.scheduler == SchedulerKind::kPasha),
        spends_budget_(has_end(strategy.budget) && !strategy.budget.trials),
        source_(space, strategy, fitness, seed, std::move(prior)) {}

  Plan plan(const study::History& history) const override {
    const Ladder& ladder = source_.follow(history);
    Plan plan;
    for (const int trial : ladder.finished()) {
      plan.actions.emplace_back(study::EndTrial{
          trial, TrialState::kCompleted, fmt::format("trained {} epochs", last_epochs(ladder))});
    }
    if (ladder.in_state(TrialState::kQueued) > 0) return plan;
    if (auto job = next_job(history, ladder)) {
      plan.actions.push_back(std::move(*job));
    } else if (ladder.in_state(TrialState::kRunning) == 0) {
      stop_the_rest(history, ladder, plan);
      plan.done = plan.actions.empty();
    }
    return plan;
  }

 private:
  static int last_epochs(const Ladder& ladder) { return ladder.epochs(ladder.rungs() - 1); }

  std::size_t deserving(const Rung& rung) const {
    return static_cast<std::size_t>(static_cast<double>(rung.size()) / reduction_);
  }

  std::size_t highest_rung(const study::History& history, const Ladder& ladder) const {
    return progressive_ ? highest_rung_so_far(history, ladder) : ladder.rungs() - 1;
  }

  /// A promotion, from the highest rung that has one; else a new trial.
  std::optional<study::Action> next_job(const study::History& history, const Ladder& ladder) const {
    for (std::size_t rung = highest_rung(history, ladder); rung-- > 0;) {
      const auto trial = ladder.rung(rung).best_waiting(deserving(ladder.rung(rung)));
      if (!trial) continue;
      const auto next = static_cast<int>(rung) + 1;
      return study::PromoteTrial{*trial, next + 1, ladder.epochs(rung + 1), false};
    }
    if (const auto point = source_.next(history)) {
      return study::CreateTrial{*point, 1, ladder.epochs(0)};
    }
    return spends_budget_ || nobody_gets_far(ladder) ? next_best(ladder) : std::nullopt;
  }

  /// A third of a few is none: of a small space the best one goes on all the same, to the end.
  bool nobody_gets_far(const Ladder& ladder) const {
    return !progressive_ && ladder.rung(ladder.rungs() - 1).size() == 0 &&
           ladder.in_state(TrialState::kRunning) == 0;
  }

  /// There is nothing new and nobody deserves more.
  static std::optional<study::Action> next_best(const Ladder& ladder) {
    for (std::size_t rung = ladder.rungs() - 1; rung-- > 0;) {
      const auto trial = ladder.rung(rung).best_waiting(ladder.rung(rung).size());
      if (!trial) continue;
      return study::PromoteTrial{*trial, static_cast<int>(rung) + 2, ladder.epochs(rung + 1),
                                 false};
    }
    return std::nullopt;
  }

  /// Nothing runs, nobody deserves more and there is nothing new.
  void stop_the_rest(const study::History& history, const Ladder& ladder, Plan& plan) const {
    const std::size_t highest = highest_rung(history, ladder);
    for (const study::Trial& trial : history.trials) {
      if (trial.state != TrialState::kPaused || ladder.finished().contains(trial.number)) continue;
      const auto rung = static_cast<std::size_t>(trial.stage - 1);
      if (rung == highest) {
        plan.actions.emplace_back(study::EndTrial{
            trial.number, TrialState::kCompleted,
            fmt::format("trained {} epochs; the ranking calls for no more", ladder.epochs(rung))});
        continue;
      }
      const std::size_t size = ladder.rung(rung).size();
      plan.actions.emplace_back(
          study::EndTrial{trial.number, TrialState::kStopped,
                          fmt::format("rung {}: not among the best {} of {}", trial.stage,
                                      deserving(ladder.rung(rung)), size)});
    }
  }

  double reduction_;
  bool progressive_;
  bool spends_budget_;
  mutable JobSource source_;
};

}  // namespace

std::unique_ptr<Scheduler> make_asha_scheduler(const Space& space, const Strategy& strategy,
                                               const FitnessOptions& fitness, std::uint64_t seed,
                                               std::vector<study::Trial> prior) {
  return std::make_unique<AshaScheduler>(space, strategy, fitness, seed, std::move(prior));
}

}  // namespace efs::search
