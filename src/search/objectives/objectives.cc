#include "search/objectives/objectives.h"

#include "core/error.h"

namespace efs::search {
namespace {

FitnessOptions options_for(FitnessOptions options, const Objective& objective) {
  options.expression = objective.expression;
  options.direction = objective.direction;
  return options;
}

std::optional<double> reference_of(const FitnessOptions& options, const Objective& objective) {
  if (objective.reference) return objective.reference;
  if (is_latency(options, objective.expression)) {
    return reference_latency_ms(options, objective.expression);
  }
  const Metric* metric = find_metric(objective.expression);
  return metric == nullptr ? std::nullopt : metric->reference;
}

double sign_of(Direction direction) { return direction == Direction::kMaximize ? -1.0 : 1.0; }

}  // namespace

Objectives::Objectives(const FitnessOptions& options) {
  if (options.objectives.size() == 1) {
    fail_usage("objectives: there is only one; give two or more, or write it as the fitness");
  }
  if (options.objectives.size() > kMostObjectives) {
    fail_usage("objectives: there are {}; at most {} can be weighed against each other",
               options.objectives.size(), kMostObjectives);
  }
  for (const Objective& objective : options.objectives) {
    goals_.push_back({Fitness(options_for(options, objective)), sign_of(objective.direction),
                      reference_of(options, objective)});
  }
  if (goals_.empty()) {
    goals_.push_back({Fitness(options), sign_of(options.direction), std::nullopt});
  }
}

std::optional<Costs> Objectives::costs(const Metrics& metrics) const {
  if (goals_.front().fitness.violated(metrics)) return std::nullopt;
  Costs costs;
  for (const Goal& goal : goals_) {
    const auto value = goal.fitness.value(metrics);
    if (!value) return std::nullopt;
    costs.push_back(goal.sign * *value);
  }
  return costs;
}

std::optional<Costs> Objectives::costs(const study::Trial& trial, int epoch) const {
  return costs(metrics(trial, epoch));
}

Metrics Objectives::metrics(const study::Trial& trial, int epoch) const {
  const Fitness& fitness = goals_.front().fitness;
  return metrics_of(trial, fitness.task(), epoch, fitness.epoch_choice());
}

Costs Objectives::reference(const Costs& worst) const {
  Costs reference = worst;
  for (std::size_t i = 0; i < goals_.size(); ++i) {
    if (const auto& given = goals_[i].reference) reference.at(i) = goals_[i].sign * *given;
  }
  return reference;
}

double Objectives::shown(const Costs& costs) const { return goals_.front().sign * costs.front(); }

}  // namespace efs::search
