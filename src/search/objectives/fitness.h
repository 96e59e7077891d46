// The fitness of trials, and the constraints that rule them out.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "search/objectives/expression.h"
#include "search/objectives/metrics.h"
#include "study/trial.h"

namespace efs::search {

/// The epoch whose metrics count for a trial.
enum class EpochChoice {
  kBest,  // the first with the highest accuracy: that is the checkpoint that is exported
  kLast,  // for curves of searches that kept the last one, or recorded no accuracy
};

/// Metrics of a trial by the run that counts (Trial::counts), up to and including `epoch`. Without
/// a finite accuracy (kLast: loss) there are none of epochs; nor is there a latency that failed (0,
/// negative, not finite).
Metrics metrics_of(const study::Trial& trial, const Task& task,
                   int epoch = std::numeric_limits<int>::max(),
                   EpochChoice choice = EpochChoice::kBest);
/// Whether this epoch counts rather than `chosen`, an earlier one (nullptr: none so far).
bool is_chosen_over(const study::EpochRecord& record, const study::EpochRecord* chosen,
                    EpochChoice choice, const Task& task);

/// One of several goals that are pursued at once.
struct Objective {
  std::string expression;  // over the same names as a fitness
  Direction direction = Direction::kMaximize;
  /// Where hypervolume begins to count; absent: reference_latency_ms() for latencies, else the
  /// metric's own (metrics.h), or the worst value seen.
  std::optional<double> reference = {};
};

/// "maximize val_iou": a direction and an expression. UsageError: no direction.
Objective parse_objective(const std::string& text);

struct FitnessOptions {
  Task task = {};
  /// Over the metrics (metrics.h), latency_ms.NAME for each of `target_names` and
  /// target_latency_ms; muParser's operators and functions (+ - * / ^, min, max, log, if-else as
  /// ?:, ...).
  std::string expression = "val_iou * (latency_ms / target_latency_ms) ^ -0.07";
  Direction direction = Direction::kMaximize;
  double target_latency_ms = 15.0;
  /// All must hold. Each is a metric, one of <= < >= >, and a number or an expression of numbers
  /// and target_latency_ms: "latency_ms <= 15".
  std::vector<std::string> constraints;
  /// With two or more, schedulers and samplers look for their front; the fitness then only chooses
  /// the trial that is exported.
  std::vector<Objective> objectives = {};
  EpochChoice epoch_choice = EpochChoice::kBest;
  /// The targets that latency is measured on; latency_ms is that of the first. Empty: one target
  /// without a name.
  std::vector<std::string> target_names = {};
};

/// Whether the fitness reads a metric, or target_latency_ms. UsageError as from Fitness.
bool reads(const FitnessOptions& options, const std::string& name);
/// "latency_ms.nano"; "latency_ms" for a target without a name.
std::string latency_metric(const std::string& target);
/// True for latency_ms and for latency_ms.NAME of a target.
bool is_latency(const FitnessOptions& options, const std::string& metric);
/// The latency beyond which a trial adds no hypervolume: the bound of a constraint on `metric`, for
/// which is_latency() holds, or twice target_latency_ms.
double reference_latency_ms(const FitnessOptions& options,
                            const std::string& metric = "latency_ms");

/// A parsed constraint.
struct Constraint {
  std::string text;
  std::string name;       // of the metric, as written
  std::string metric;     // as in Metrics
  std::string operation;  // <= < >= >
  double limit = 0.0;

  bool holds(double value) const;
};

/// A parsed fitness; for one thread at a time. Construction: UsageError with the position if an
/// expression does not parse or names an unknown variable (the nearest is offered).
class Fitness {
 public:
  explicit Fitness(const FitnessOptions& options);

  /// Nothing when a metric that the expression reads is unknown, the latency is not a positive
  /// number (its measurement failed, whether it is read or not), or the result is not finite.
  std::optional<double> value(const Metrics& metrics) const;
  /// The first constraint that the known metrics violate ("latency_ms <= 15 (it is 22.4)"); one
  /// whose metric is unknown counts as kept.
  std::optional<std::string> violated(const Metrics& metrics) const;
  /// True if a beats b.
  bool better(double a, double b) const;
  Direction direction() const { return options_.direction; }
  EpochChoice epoch_choice() const { return options_.epoch_choice; }
  const Task& task() const { return options_.task; }

 private:
  FitnessOptions options_;
  Expression expression_;
  std::vector<std::string> metrics_;  // by the expression's variable, without target_latency_ms
  std::vector<Constraint> constraints_;
};

}  // namespace efs::search
