#include "search/objectives/fitness.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/spelling.h"
#include "core/text/text_parts.h"

namespace efs::search {
namespace {

constexpr const char* kTarget = "target_latency_ms";
constexpr const char* kLatency = "latency_ms";

/// A variable of expressions, and the metric that it stands for.
struct Variable {
  std::string name;
  std::string metric;
};

std::vector<Variable> variables(const FitnessOptions& options) {
  std::vector<Variable> all;
  for (const auto& rows : {epoch_metrics(options.task), cost_metrics()}) {
    for (const Metric& row : rows) all.push_back({row.name, row.name});
  }
  const std::vector<std::string>& targets = options.target_names;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::string name = latency_metric(targets[i]);
    if (name != kLatency) all.push_back({name, i == 0 ? kLatency : name});
  }
  return all;
}

Constraint parse_constraint(const std::string& text, const FitnessOptions& options) {
  constexpr const char* kForm =
      "a constraint is a metric, one of <= < >= >, and a number, as in 'latency_ms <= 15'";
  const auto at = text.find_first_of("<>");
  if (at == std::string::npos) fail_usage("constraint '{}': {}", text, kForm);
  const std::size_t length = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
  const std::string name(trimmed(std::string_view(text).substr(0, at)));
  const std::string limit(trimmed(std::string_view(text).substr(at + length)));
  if (name.empty() || limit.empty() || limit.find_first_of("<>=") != std::string::npos) {
    fail_usage("constraint '{}', position {}: {}", text, at + 1, kForm);
  }
  const auto known = variables(options);
  const auto metric = std::ranges::find(known, name, &Variable::name);
  if (metric == known.end()) {
    fail_usage("constraint '{}', position {}: {}", text, text.find(name) + 1,
               unknown_name_message("metric", name, names_of(known)));
  }
  Constraint constraint{std::string(trimmed(text)), name, metric->metric, text.substr(at, length)};
  constraint.limit = Expression(fmt::format("constraint '{}': its limit", text), limit, {kTarget})
                         .value({options.target_latency_ms});
  if (!std::isfinite(constraint.limit)) {
    fail_usage("constraint '{}', position {}: the limit is not a finite number", text,
               at + length + 1);
  }
  return constraint;
}

/// The metrics, and at the end target_latency_ms.
std::vector<std::string> fitness_names(const FitnessOptions& options) {
  auto names = names_of(variables(options));
  names.emplace_back(kTarget);
  return names;
}

Expression parse_fitness(const FitnessOptions& options) {
  const auto metrics = names_of(variables(options));
  Expression expression("fitness", options.expression, fitness_names(options));
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (expression.reads(i)) return expression;
  }
  fail_usage("fitness '{}': it reads no metric, so all trials would be equal; use some of {}",
             options.expression, fmt::join(metrics, ", "));
}

bool usable_latency(double latency_ms) { return std::isfinite(latency_ms) && latency_ms > 0.0; }

const FitnessOptions& checked(const FitnessOptions& options) {
  if (usable_latency(options.target_latency_ms)) return options;
  fail_usage("fitness: target_latency_ms {} must be a number above 0", options.target_latency_ms);
}

}  // namespace

bool is_chosen_over(const study::EpochRecord& record, const study::EpochRecord* chosen,
                    EpochChoice choice, const Task& task) {
  if (choice == EpochChoice::kLast) return true;
  const double accuracy = record.metrics.value(task.accuracy);
  return std::isfinite(accuracy) &&
         (chosen == nullptr || accuracy > chosen->metrics.value(task.accuracy));
}

Metrics metrics_of(const study::Trial& trial, const Task& task, int epoch, EpochChoice choice) {
  const study::EpochRecord* record = nullptr;
  for (const auto& next : trial.epochs) {
    if (!trial.counts(next) || next.epoch > epoch) continue;
    if (is_chosen_over(next, record, choice, task)) record = &next;
  }
  const bool last = choice == EpochChoice::kLast;
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
  const auto found = std::ranges::find(names, name);
  return found != names.end() &&
         parse_fitness(options).reads(static_cast<std::size_t>(found - names.begin()));
}

Objective parse_objective(const std::string& text) {
  for (const auto& [word, direction] : {std::pair("maximize ", Direction::kMaximize),
                                        std::pair("minimize ", Direction::kMinimize)}) {
    if (text.starts_with(word)) {
      return {.expression = std::string(
                  trimmed(std::string_view(text).substr(std::string_view(word).size()))),
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
  return metric == kLatency || std::ranges::count(options.target_names, metric, latency_metric) > 0;
}

double reference_latency_ms(const FitnessOptions& options, const std::string& metric) {
  const bool first = metric == kLatency || (!options.target_names.empty() &&
                                            metric == latency_metric(options.target_names[0]));
  double reference = 2.0 * options.target_latency_ms;
  for (const auto& text : options.constraints) {
    const Constraint constraint = parse_constraint(text, options);
    const bool same = constraint.name == metric || (first && constraint.metric == kLatency);
    if (same && constraint.operation[0] == '<') reference = std::min(reference, constraint.limit);
  }
  return reference;
}

bool Constraint::holds(double value) const {
  if (operation == "<=") return value <= limit;
  if (operation == "<") return value < limit;
  if (operation == ">=") return value >= limit;
  return value > limit;
}

Fitness::Fitness(const FitnessOptions& options)
    : options_(checked(options)), expression_(parse_fitness(options)) {
  for (const Variable& variable : variables(options)) {
    metrics_.push_back(variable.metric);
  }
  for (const auto& text : options.constraints) {
    constraints_.push_back(parse_constraint(text, options));
  }
}

std::optional<double> Fitness::value(const Metrics& metrics) const {
  const auto latency = metrics.find(kLatency);
  if (latency && !usable_latency(*latency)) return std::nullopt;
  std::vector<double> values(metrics_.size(), 1.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!expression_.reads(i)) continue;
    const auto metric = metrics.find(metrics_[i]);
    if (!metric) return std::nullopt;
    values[i] = *metric;
  }
  values.push_back(options_.target_latency_ms);
  const double result = expression_.value(values);
  if (!std::isfinite(result)) return std::nullopt;
  return result;
}

std::optional<std::string> Fitness::violated(const Metrics& metrics) const {
  for (const Constraint& constraint : constraints_) {
    const auto metric = metrics.find(constraint.metric);
    if (metric && !constraint.holds(*metric)) {
      return fmt::format("{} (it is {:.4g})", constraint.text, *metric);
    }
  }
  return std::nullopt;
}

bool Fitness::better(double a, double b) const {
  return options_.direction == Direction::kMaximize ? a > b : a < b;
}

}  // namespace efs::search
