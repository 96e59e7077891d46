#include "search/schedulers/progressive.h"
#include "search/schedulers/rung_schedulers.h"

namespace efs::search {
namespace {

using study::TrialState;

class AshaScheduler final : public Scheduler {
 public:
  AshaScheduler(const Strategy& strategy, JobSource source)
      : reduction_(strategy.rungs.reduction),
        progressive_(strategy.scheduler == SchedulerKind::kPasha),
        spends_budget_(has_end(strategy.budget) && !strategy.budget.trials),
        source_(std::move(source)) {}

  Plan plan(const study::History& history) const override {
    const Ladder& ladder = source_.follow(history);
    Plan plan;
    for (const int trial : ladder.finished()) {
      plan.actions.emplace_back(
          study::EndTrial{trial, TrialState::kCompleted,
                          fmt::format("trained {} epochs", ladder.epochs(ladder.rungs() - 1))});
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
  std::size_t deserving(const Rung& rung) const {
    return static_cast<std::size_t>(static_cast<double>(rung.size()) / reduction_);
  }

  std::size_t highest_rung(const study::History& history, const Ladder& ladder) const {
    return progressive_ ? highest_rung_so_far(history, ladder) : ladder.rungs() - 1;
  }

  /// A promotion or, where none is deserved, a new trial; then the next best goes on.
  std::optional<study::Action> next_job(const study::History& history, const Ladder& ladder) const {
    auto promotion = next_promotion(ladder, highest_rung(history, ladder), false);
    if (promotion) return promotion;
    if (const auto point = source_.next(history)) {
      return study::CreateTrial{*point, 1, ladder.epochs(0)};
    }
    if (!spends_budget_ && !nobody_gets_far(ladder)) return std::nullopt;
    return next_promotion(ladder, ladder.rungs() - 1, true);
  }

  /// From the highest rung below `top` where a trial waits that deserves more or, with `all`, any.
  std::optional<study::Action> next_promotion(const Ladder& ladder, std::size_t top,
                                              bool all) const {
    for (std::size_t rung = top; rung-- > 0;) {
      const Rung& peers = ladder.rung(rung);
      const auto trial = peers.best_waiting(all ? peers.size() : deserving(peers));
      if (!trial) continue;
      return study::PromoteTrial{*trial, static_cast<int>(rung) + 2, ladder.epochs(rung + 1),
                                 false};
    }
    return std::nullopt;
  }

  /// A third of a few is none: in a small space the best one goes on all the same, to the end.
  bool nobody_gets_far(const Ladder& ladder) const {
    return !progressive_ && ladder.rung(ladder.rungs() - 1).size() == 0 &&
           ladder.in_state(TrialState::kRunning) == 0;
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

std::unique_ptr<Scheduler> make_asha_scheduler(const Strategy& strategy, JobSource source) {
  return std::make_unique<AshaScheduler>(strategy, std::move(source));
}

}  // namespace efs::search
