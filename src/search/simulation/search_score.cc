#include "search/simulation/search_score.h"

#include <algorithm>

#include "core/error.h"

namespace efs::search {
namespace {

/// The worst of the front in every objective, and a tenth of its extent more (1 where all are
/// equal), so that worse results do not decide.
Costs beyond_front(const std::vector<Costs>& all) {
  std::vector<Costs> front;
  for (const std::size_t index : non_dominated(all)) front.push_back(all[index]);
  auto [low, high] = bounds_of(front);
  for (std::size_t i = 0; i < low.size(); ++i) {
    const double extent = high[i] - low[i];
    high[i] += extent > 0.0 ? 0.1 * extent : 1.0;
  }
  return high;
}

}  // namespace

SearchScore::SearchScore(const RecordedCurves& curves, const FitnessOptions& fitness)
    : objectives_(fitness) {
  std::vector<Costs> all;
  for (const RecordedCurve& curve : curves.curves) {
    study::Trial trial{.params = curve.params};
    trial.epochs = curve.epochs;
    trial.cost = curve.cost;
    const auto costs = objectives_.costs(trial);
    if (!costs) continue;
    final_[curve.params] = *costs;
    all.push_back(*costs);
    sorted_.push_back(costs->front());
  }
  if (all.empty()) {
    fail_usage(
        "no curve has what the fitness or the objectives read; choose others, such as "
        "minimize val_loss");
  }
  std::ranges::sort(sorted_);
  reference_ = beyond_front(all);
  for (std::size_t i = 0; i < fitness.objectives.size(); ++i) {
    const Objective& objective = fitness.objectives[i];
    if (!objective.reference) continue;
    reference_[i] =
        objective.direction == Direction::kMaximize ? -*objective.reference : *objective.reference;
  }
  whole_volume_ = hypervolume(all, reference_);
}

void SearchScore::observe(const study::History& history, const SimulationEvent& event) {
  const study::Trial& trial = history.trial(event.trial);
  const auto found = final_.find(trial.params);
  const auto costs = objectives_.costs(trial);
  if (found == final_.end() || !costs) return;
  seen_[event.trial] = {*costs, found->second};
  ChoiceStep step = choose();
  step.epochs = event.epochs;
  step.time_s = event.time_s;
  if (steps_.empty() || steps_.back().regret != step.regret || steps_.back().rank != step.rank) {
    steps_.push_back(step);
  }
}

ChoiceStep SearchScore::choose() const {
  ChoiceStep step;
  if (objectives_.size() == 1) {
    const auto best = std::ranges::min_element(
        seen_, {}, [](const auto& seen) -> const Costs& { return seen.second.now; });
    const double cost = best->second.last.front();
    step.regret = cost - sorted_.front();
    step.rank = static_cast<int>(std::ranges::lower_bound(sorted_, cost) - sorted_.begin()) + 1;
    return step;
  }
  std::vector<Costs> now, last, chosen;
  for (const auto& [trial, seen] : seen_) {
    now.push_back(seen.now);
    last.push_back(seen.last);
  }
  for (const std::size_t index : non_dominated(now)) chosen.push_back(last[index]);
  step.regret = 1.0 - hypervolume(chosen, reference_) / whole_volume_;
  return step;
}

template <typename Holds>
std::optional<long> SearchScore::epochs_until(Holds holds) const {
  std::optional<long> since;
  for (const ChoiceStep& step : steps_) {
    if (!holds(step)) {
      since.reset();
    } else if (!since) {
      since = step.epochs;
    }
  }
  return since;
}

std::optional<long> SearchScore::epochs_until_rank(int rank) const {
  return epochs_until([&](const ChoiceStep& step) { return step.rank <= rank; });
}

std::optional<long> SearchScore::epochs_until_regret(double regret) const {
  return epochs_until([&](const ChoiceStep& step) { return step.regret <= regret; });
}

}  // namespace efs::search
