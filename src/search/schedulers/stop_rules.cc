#include "search/schedulers/stop_rules.h"

#include <numeric>

#include "search/objectives/learning_curve.h"
#include "search/objectives/objectives.h"
#include "search/rungs/ladder.h"
#include "study/rules.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

std::vector<int> every_epoch(int last) {
  std::vector<int> epochs(static_cast<std::size_t>(last));
  std::iota(epochs.begin(), epochs.end(), 1);
  return epochs;
}

class StoppingScheduler final : public Scheduler {
 public:
  StoppingScheduler(std::unique_ptr<Scheduler> inner, const StopRules& rules,
                    const FitnessOptions& fitness, int max_epochs)
      : inner_(std::move(inner)),
        rules_(rules),
        fitness_(fitness),
        max_epochs_(max_epochs),
        epochs_(every_epoch(max_epochs), fitness) {}

  Plan plan(const study::History& history) const override {
    std::vector<study::Action> ends = condemned(history);
    if (ends.empty()) return inner_->plan(history);
    study::History after = history;
    after.lineage = 0;
    // Stopped trials count among the others at later epochs, which may condemn further ones.
    for (std::size_t applied = 0; applied < ends.size();) {
      for (; applied < ends.size(); ++applied) {
        const auto& end = std::get<study::EndTrial>(ends[applied]);
        study::rules::apply(after.trials[static_cast<std::size_t>(end.number)], end);
      }
      for (study::Action& action : condemned(after)) ends.push_back(std::move(action));
    }
    Plan plan = inner_->plan(after);
    plan.done = false;
    plan.actions.insert(plan.actions.begin(), ends.begin(), ends.end());
    return plan;
  }

  bool watches_epochs() const override { return true; }

 private:
  struct Known {
    std::vector<Costs> reached;        // by every trial so far
    std::vector<FallingCurves> whole;  // of trials that got to the last epoch
  };

  std::vector<study::Action> condemned(const study::History& history) const {
    epochs_.follow(history);
    const Known known = rules_.extrapolation ? known_of(history) : Known{};
    std::vector<study::Action> ends;
    for (const Trial& trial : history.trials) {
      if (study::has_ended(trial.state) || trial.epochs_done() < rules_.grace_epochs) continue;
      if (trial.epochs_done() >= max_epochs_) continue;
      auto reason = rules_.median ? below_median(trial) : std::nullopt;
      if (!reason && rules_.extrapolation) reason = hopeless(trial, known);
      if (reason) ends.emplace_back(study::EndTrial{trial.number, TrialState::kStopped, *reason});
    }
    return ends;
  }

  std::optional<std::string> below_median(const Trial& trial) const {
    if (trial.state != TrialState::kRunning) return std::nullopt;
    const int epoch = trial.epochs_done();
    const auto costs = epochs_.objectives().costs(trial, epoch);
    if (!costs) return std::nullopt;
    const Rung& peers = epochs_.rung(static_cast<std::size_t>(epoch - 1));
    const std::size_t others = peers.with_costs() - 1;
    const std::size_t better = peers.count_better(*costs);
    if (others < static_cast<std::size_t>(rules_.least_others) || 2 * better <= others) {
      return std::nullopt;
    }
    return fmt::format("median: {} of {} others were better at epoch {}", better, others, epoch);
  }

  std::optional<std::string> hopeless(const Trial& trial, const Known& known) const {
    if (known.whole.size() < static_cast<std::size_t>(rules_.least_others)) return std::nullopt;
    const auto promised = best_promised(trial, max_epochs_, fitness_, known.whole);
    const auto costs = promised ? epochs_.objectives().costs(*promised) : std::nullopt;
    if (!costs) return std::nullopt;
    for (const Costs& other : known.reached) {
      if (!dominates(other, *costs)) continue;
      return fmt::format(
          "extrapolation: its curve promises {:.4g} at best by epoch {}, and {:.4g} has been "
          "reached{}",
          epochs_.objectives().shown(*costs), max_epochs_, epochs_.objectives().shown(other),
          costs->size() > 1 ? " with the other objectives no worse" : "");
    }
    return std::nullopt;
  }

  Known known_of(const study::History& history) const {
    Known known;
    for (const Trial& trial : history.trials) {
      if (trial.epochs.empty()) continue;
      if (auto costs = epochs_.objectives().costs(trial))
        known.reached.push_back(std::move(*costs));
      if (trial.epochs_done() >= max_epochs_) known.whole.push_back(falling_curves(trial));
    }
    return known;
  }

  std::unique_ptr<Scheduler> inner_;
  StopRules rules_;
  FitnessOptions fitness_;
  int max_epochs_;
  mutable Ladder epochs_;  // a rung for every epoch
};

}  // namespace

std::unique_ptr<Scheduler> with_stop_rules(std::unique_ptr<Scheduler> inner, const StopRules& rules,
                                           const FitnessOptions& fitness, int max_epochs) {
  return std::make_unique<StoppingScheduler>(std::move(inner), rules, fitness, max_epochs);
}

}  // namespace efs::search
