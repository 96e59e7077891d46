// What makes one trial better than another, and what rules it out.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "search/objectives/metrics.h"
#include "study/trial.h"

namespace efs::search {

/// The epoch whose metrics are a trial's.
enum class Judged {
  kBestEpoch,  // the first with the highest accuracy: that is the checkpoint that is exported
  kLastEpoch,  // for curves of searches that kept the last one, or recorded no accuracy
};

/// Metrics of a trial by the run that counts (Trial::counts), up to and including `epoch`. Without
/// a finite accuracy (kLastEpoch: loss) those of epochs are absent; so is a latency that failed (0,
/// negative, not finite).
Metrics metrics_of(const study::Trial& trial, int epoch = std::numeric_limits<int>::max(),
                   Judged judged = Judged::kBestEpoch, const Task& task = {});
/// Whether a trial is judged by this epoch and not by `chosen`, an earlier one; nullptr: none is.
bool is_judged_over(const study::EpochRecord& record, const study::EpochRecord* chosen,
                    Judged judged, const Task& task);

/// One of several things to make good at once.
struct Objective {
  std::string expression;  // over the same names as a fitness
  Direction direction = Direction::kMaximize;
  /// The value from which on it counts, for hypervolume; absent: what reference_latency_ms() says
  /// for latencies, else the metric's own (metrics.h), or the worst value seen.
  std::optional<double> reference = {};
};

/// "maximize val_iou": a direction and an expression. UsageError: no direction.
Objective parse_objective(const std::string& text);

struct FitnessOptions {
  Task task = {};
  /// Over the metrics (metrics.h), latency_ms.NAME for each of `target_names` and target_latency_ms;
  /// muParser's operators and functions (+ - * / ^, min, max, log,
  /// if-else as ?:, ...).
  std::string expression = "val_iou * (latency_ms / target_latency_ms) ^ -0.07";
  Direction direction = Direction::kMaximize;
  double target_latency_ms = 15.0;
  /// "latency_ms <= 15", each must hold: a metric, one of <= < >= >, a number or an expression of
  /// numbers and target_latency_ms.
  std::vector<std::string> constraints;
  /// With two or more, schedulers and samplers look for their front; the fitness then only chooses
  /// the one that is exported.
  std::vector<Objective> objectives = {};
  Judged judged = Judged::kBestEpoch;
  /// The names of what latency is measured on; latency_ms is that of the first. Empty: one target
  /// without a name.
  std::vector<std::string> target_names = {};
};

/// Whether the fitness reads a metric, or target_latency_ms. UsageError as of Fitness.
bool reads(const FitnessOptions& options, const std::string& name);
/// "latency_ms.nano"; of a target without a name "latency_ms".
std::string latency_metric(const std::string& target);
/// True for latency_ms and for latency_ms.NAME of a target.
bool is_latency(const FitnessOptions& options, const std::string& metric);
/// The latency beyond which accuracy is worth nothing to hypervolume: the bound of a constraint on
/// this `metric`, one for which is_latency() holds, or twice target_latency_ms.
double reference_latency_ms(const FitnessOptions& options,
                            const std::string& metric = "latency_ms");

/// A parsed fitness; for one thread at a time. Construction: UsageError with the position if an
/// expression does not parse or names an unknown variable (the nearest is offered).
class Fitness {
 public:
  explicit Fitness(const FitnessOptions& options);
  ~Fitness();
  Fitness(Fitness&&) noexcept;

  /// Nothing when a metric that the expression reads is unknown, the latency is not a positive
  /// number (read or not: its trial's measurement failed), or the result is not finite.
  std::optional<double> value(const Metrics& metrics) const;
  /// The first constraint that the known metrics violate ("latency_ms <= 15 (it is 22.4)");
  /// constraints whose metrics are unknown are not judged.
  std::optional<std::string> violated(const Metrics& metrics) const;
  /// True if a beats b.
  bool better(double a, double b) const;
  Direction direction() const;
  Judged judged() const;
  const Task& task() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace efs::search
