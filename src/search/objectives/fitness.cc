#include "search/objectives/fitness.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/spelling.h"
#include "search/objectives/expression.h"

namespace efs::search {
namespace {

constexpr const char* kTarget = "target_latency_ms";
constexpr const char* kLatency = "latency_ms";

/// What an expression may read of a trial: its name there, and the metric.
struct Variable {
  std::string name;
  std::string metric;
};

std::vector<Variable> variables(const std::vector<std::string>& targets) {
  std::vector<Variable> all;
  for (const auto* rows : {&epoch_metrics(), &cost_metrics()}) {
    for (const Metric& row : *rows) all.push_back({row.name, row.name});
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::string name = latency_metric(targets[i]);
    if (name != kLatency) all.push_back({name, i == 0 ? kLatency : name});
  }
  return all;
}

std::vector<std::string> names_of(const std::vector<Variable>& variables) {
  std::vector<std::string> names;
  for (const Variable& variable : variables) names.push_back(variable.name);
  return names;
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

struct Constraint {
  std::string text;
  Variable metric;
  std::string operation;
  double limit = 0.0;

  bool holds(double value) const {
    if (operation == "<=") return value <= limit;
    if (operation == "<") return value < limit;
    if (operation == ">=") return value >= limit;
    return value > limit;
  }
};

Constraint parse_constraint(const std::string& text, const FitnessOptions& options) {
  constexpr const char* kForm =
      "a constraint is a metric, one of <= < >= >, and a number, as in 'latency_ms <= 15'";
  const auto at = text.find_first_of("<>");
  if (at == std::string::npos) fail_usage("constraint '{}': {}", text, kForm);
  const std::size_t length = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
  const std::string name = trimmed(text.substr(0, at));
  const std::string limit = text.substr(at + length);
  if (name.empty() || trimmed(limit).empty() || limit.find_first_of("<>=") != std::string::npos) {
    fail_usage("constraint '{}', position {}: {}", text, at + 1, kForm);
  }
  const auto known = variables(options.target_names);
  const auto metric = std::find_if(known.begin(), known.end(),
                                   [&](const Variable& variable) { return variable.name == name; });
  if (metric == known.end()) {
    fail_usage("constraint '{}', position {}: {}", text, text.find(name) + 1,
               unknown_name_message("metric", name, names_of(known)));
  }
  Constraint constraint{trimmed(text), *metric, text.substr(at, length), 0.0};
  constraint.limit =
      Expression(fmt::format("constraint '{}': its limit", text), trimmed(limit), {kTarget})
          .value({options.target_latency_ms});
  if (!std::isfinite(constraint.limit)) {
    fail_usage("constraint '{}', position {}: the limit is not a finite number", text,
               at + length + 1);
  }
  return constraint;
}

/// Metrics, and then target_latency_ms.
std::vector<std::string> fitness_names(const FitnessOptions& options) {
  auto names = names_of(variables(options.target_names));
  names.emplace_back(kTarget);
  return names;
}

Expression parse_fitness(const FitnessOptions& options) {
  const auto metrics = names_of(variables(options.target_names));
  Expression expression("fitness", options.expression, fitness_names(options));
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (expression.reads(i)) return expression;
  }
  fail_usage("fitness '{}': it reads no metric, so all trials would be equal; use some of {}",
             options.expression, fmt::join(metrics, ", "));
}

bool usable_latency(double latency_ms) { return std::isfinite(latency_ms) && latency_ms > 0.0; }

}  // namespace

bool is_judged_over(const study::EpochRecord& record, const study::EpochRecord* chosen,
                    Judged judged, const Task& task) {
  if (judged == Judged::kLastEpoch) return true;
  const double accuracy = record.metrics.value(task.accuracy);
  return std::isfinite(accuracy) &&
         (chosen == nullptr || accuracy > chosen->metrics.value(task.accuracy));
}

Metrics metrics_of(const study::Trial& trial, int epoch, Judged judged, const Task& task) {
  const study::EpochRecord* record = nullptr;
  for (const auto& next : trial.epochs) {
    if (!trial.counts(next) || next.epoch > epoch) continue;
    if (is_judged_over(next, record, judged, task)) record = &next;
  }
  const bool last = judged == Judged::kLastEpoch;
  if (last && record != nullptr && !std::isfinite(record->metrics.value(task.loss))) {
    record = nullptr;
  }
  Metrics metrics = record == nullptr ? Metrics{} : record->metrics;
  if (last && !std::isfinite(metrics.value(task.accuracy))) metrics.erase(task.accuracy);
  if (!trial.cost) return metrics;
  for (const auto& [target, latency] : trial.cost->latencies) {
    if (usable_latency(latency.median_ms)) metrics.set(latency_metric(target), latency.median_ms);
  }
  const study::TrialCost& cost = *trial.cost;
  if (cost.weight_count) metrics.set("params", static_cast<double>(*cost.weight_count));
  if (cost.macs) metrics.set("macs", static_cast<double>(*cost.macs));
  metrics.set("size_mb", cost.size_mb);
  return metrics;
}

bool reads(const FitnessOptions& options, const std::string& name) {
  const auto names = fitness_names(options);
  const auto found = std::find(names.begin(), names.end(), name);
  return found != names.end() &&
         parse_fitness(options).reads(static_cast<std::size_t>(found - names.begin()));
}

struct Fitness::State {
  std::vector<Variable> variables;
  Expression expression;
  std::vector<Constraint> constraints;
  Direction direction;
  double target_latency_ms;
  Judged judged;
  Task task;
};

Objective parse_objective(const std::string& text) {
  for (const auto& [word, direction] : {std::pair("maximize ", Direction::kMaximize),
                                        std::pair("minimize ", Direction::kMinimize)}) {
    if (text.starts_with(word)) {
      return {.expression = trimmed(text.substr(std::string_view(word).size())),
              .direction = direction};
    }
  }
  fail_usage(
      "objective '{}': it must be maximize or minimize and an expression, as in 'minimize "
      "latency_ms'",
      text);
}

std::string latency_metric(const std::string& target) {
  return target.empty() ? kLatency : fmt::format("{}.{}", kLatency, target);
}

bool is_latency(const FitnessOptions& options, const std::string& metric) {
  return metric == kLatency ||
         std::any_of(options.target_names.begin(), options.target_names.end(),
                     [&](const auto& target) { return latency_metric(target) == metric; });
}

double reference_latency_ms(const FitnessOptions& options, const std::string& metric) {
  const auto same = [&](const Variable& bounded) {
    const bool first =
        !options.target_names.empty() && metric == latency_metric(options.target_names[0]);
    return bounded.name == metric || ((first || metric == kLatency) && bounded.metric == kLatency);
  };
  double reference = 2.0 * options.target_latency_ms;
  for (const auto& text : options.constraints) {
    const Constraint constraint = parse_constraint(text, options);
    if (same(constraint.metric) && constraint.operation[0] == '<') {
      reference = std::min(reference, constraint.limit);
    }
  }
  return reference;
}

Fitness::Fitness(const FitnessOptions& options) {
  if (!usable_latency(options.target_latency_ms)) {
    fail_usage("fitness: target_latency_ms {} must be a number above 0", options.target_latency_ms);
  }
  state_ = std::make_unique<State>(State{variables(options.target_names),
                                         parse_fitness(options),
                                         {},
                                         options.direction,
                                         options.target_latency_ms,
                                         options.judged,
                                         options.task});
  for (const auto& text : options.constraints) {
    state_->constraints.push_back(parse_constraint(text, options));
  }
}

Fitness::~Fitness() = default;
Fitness::Fitness(Fitness&&) noexcept = default;

std::optional<double> Fitness::value(const Metrics& metrics) const {
  const auto latency = metrics.find(kLatency);
  if (latency && !usable_latency(*latency)) return std::nullopt;
  std::vector<double> values(state_->variables.size(), 1.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!state_->expression.reads(i)) continue;
    const auto metric = metrics.find(state_->variables[i].metric);
    if (!metric) return std::nullopt;
    values[i] = *metric;
  }
  values.push_back(state_->target_latency_ms);
  const double result = state_->expression.value(values);
  if (!std::isfinite(result)) return std::nullopt;
  return result;
}

std::optional<std::string> Fitness::violated(const Metrics& metrics) const {
  for (const auto& constraint : state_->constraints) {
    const auto metric = metrics.find(constraint.metric.metric);
    if (metric && !constraint.holds(*metric)) {
      return fmt::format("{} (it is {:.4g})", constraint.text, *metric);
    }
  }
  return std::nullopt;
}

bool Fitness::better(double a, double b) const {
  return state_->direction == Direction::kMaximize ? a > b : a < b;
}

Direction Fitness::direction() const { return state_->direction; }

Judged Fitness::judged() const { return state_->judged; }

const Task& Fitness::task() const { return state_->task; }

}  // namespace efs::search
