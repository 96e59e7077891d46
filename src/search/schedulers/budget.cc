#include "search/schedulers/budget.h"

#include <algorithm>
#include <cmath>

#include "search/objectives/objectives.h"
#include "search/rungs/changed_trials.h"

namespace efs::search {
namespace {

using study::Trial;

constexpr double kSmallestGrowth = 1e-3;

/// A study's epochs and what they gained, in the order in which they ended.
class Tally {
 public:
  Tally(const FitnessOptions& fitness, bool looks_at_results)
      : fitness_(fitness), objectives_(fitness), looks_(looks_at_results) {}

  void follow(const study::History& history) {
    fresh_.clear();
    changed_trials_.visit(
        history, [&] { begin_anew(); }, [&](const Trial& trial) { collect(trial); });
    std::ranges::stable_sort(fresh_, {}, &Fresh::finished_unix_s);
    for (const Fresh& fresh : fresh_) {
      count(history.trial(fresh.trial), fresh.epoch);
    }
  }

  int epochs() const { return epochs_; }
  int epochs_without_growth() const { return front_.empty() ? 0 : epochs_ - grown_at_; }
  const std::optional<double>& best_fitness() const { return best_fitness_; }
  bool better(double a, double b) const { return fitness_.better(a, b); }

 private:
  struct Fresh {
    double finished_unix_s;
    int trial;
    int epoch;
  };

  void begin_anew() {
    seen_.clear();
    epochs_ = 0;
    grown_at_ = 0;
    front_.clear();
    worst_.clear();
    volume_ = 0.0;
    best_fitness_.reset();
  }

  void collect(const Trial& trial) {
    const auto number = static_cast<std::size_t>(trial.number);
    if (number >= seen_.size()) seen_.resize(number + 1, 0);
    for (std::size_t i = seen_[number]; i < trial.epochs.size(); ++i) {
      fresh_.push_back({trial.epochs[i].finished_unix_s, trial.number, trial.epochs[i].epoch});
    }
    seen_[number] = trial.epochs.size();
  }

  void count(const Trial& trial, int epoch) {
    ++epochs_;
    if (!looks_) return;
    const Metrics metrics = objectives_.metrics(trial, epoch);
    const auto value = fitness_.violated(metrics) ? std::nullopt : fitness_.value(metrics);
    if (value && (!best_fitness_ || fitness_.better(*value, *best_fitness_))) best_fitness_ = value;
    if (const auto costs = objectives_.costs(metrics)) grow(*costs);
  }

  void grow(const Costs& costs) {
    if (worst_.empty()) worst_ = costs;
    for (std::size_t i = 0; i < costs.size(); ++i) worst_[i] = std::max(worst_[i], costs[i]);
    const auto is_as_good = [&](const Costs& other) {
      return other == costs || dominates(other, costs);
    };
    if (std::ranges::any_of(front_, is_as_good)) return;
    std::erase_if(front_, [&](const Costs& other) { return dominates(costs, other); });
    front_.push_back(costs);
    const double volume =
        costs.size() == 1 ? -costs.front() : hypervolume(front_, objectives_.reference(worst_));
    if (grown_at_ == 0 || volume > volume_ + kSmallestGrowth * std::abs(volume_)) {
      volume_ = volume;
      grown_at_ = epochs_;
    }
  }

  Fitness fitness_;
  Objectives objectives_;
  bool looks_;
  ChangedTrials changed_trials_;
  std::vector<Fresh> fresh_;
  std::vector<std::size_t> seen_;  // records, by trial
  int epochs_ = 0;
  int grown_at_ = 0;
  std::vector<Costs> front_;
  Costs worst_;
  double volume_ = 0.0;
  std::optional<double> best_fitness_;
};

class BudgetedScheduler final : public Scheduler {
 public:
  BudgetedScheduler(std::unique_ptr<Scheduler> inner, const Budget& budget,
                    const FitnessOptions& fitness)
      : inner_(std::move(inner)),
        budget_(budget),
        tally_(fitness, budget.target_fitness || budget.patience_epochs) {}

  Plan plan(const study::History& history) const override {
    tally_.follow(history);
    const auto reason = spent(history);
    if (!reason) return inner_->plan(history);
    Plan plan;
    for (const Trial& trial : history.trials) {
      if (study::has_ended(trial.state)) continue;
      plan.actions.emplace_back(
          study::EndTrial{trial.number, study::TrialState::kStopped, *reason});
    }
    plan.done = plan.actions.empty();
    return plan;
  }

  bool watches_epochs() const override { return true; }

 private:
  std::optional<std::string> spent(const study::History& history) const {
    if (budget_.epochs && tally_.epochs() >= *budget_.epochs) {
      return fmt::format("the budget of {} epochs is spent", *budget_.epochs);
    }
    if (budget_.hours && history.elapsed_s >= *budget_.hours * 3600.0) {
      return fmt::format("the budget of {} hours is spent", *budget_.hours);
    }
    const auto& best = tally_.best_fitness();
    if (budget_.target_fitness && best && !tally_.better(*budget_.target_fitness, *best)) {
      return fmt::format("the fitness {:.4g} is as good as was asked for", *best);
    }
    if (budget_.patience_epochs && tally_.epochs_without_growth() >= *budget_.patience_epochs) {
      return fmt::format("nothing has got better for {} epochs", tally_.epochs_without_growth());
    }
    return std::nullopt;
  }

  std::unique_ptr<Scheduler> inner_;
  Budget budget_;
  mutable Tally tally_;
};

}  // namespace

bool has_end(const Budget& budget) {
  return budget.epochs || budget.hours || budget.target_fitness || budget.patience_epochs;
}

std::unique_ptr<Scheduler> with_budget(std::unique_ptr<Scheduler> inner, const Budget& budget,
                                       const FitnessOptions& fitness) {
  return std::make_unique<BudgetedScheduler>(std::move(inner), budget, fitness);
}

}  // namespace efs::search
