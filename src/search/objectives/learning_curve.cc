#include "search/objectives/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace efs::search {
namespace {

constexpr std::size_t kLeastValues = 4;
constexpr double kDeviations = 2.0;

struct Fit {
  double limit = 0.0;   // a
  double height = 0.0;  // b
  double power = 1.0;   // c
  double deviation = 0.0;
};

/// Weighted least squares of a + b x with x = t^-c; the weight of a value is its epoch.
Fit fit(std::span<const double> values, double power) {
  double weights = 0.0, mean_x = 0.0, mean_y = 0.0;
  const auto x_of = [&](std::size_t i) { return std::pow(static_cast<double>(i + 1), -power); };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto weight = static_cast<double>(i + 1);
    weights += weight;
    mean_x += weight * x_of(i);
    mean_y += weight * values[i];
  }
  mean_x /= weights;
  mean_y /= weights;
  double xx = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto weight = static_cast<double>(i + 1);
    xx += weight * (x_of(i) - mean_x) * (x_of(i) - mean_x);
    xy += weight * (x_of(i) - mean_x) * (values[i] - mean_y);
  }
  Fit result{.power = power};
  result.height = std::max(0.0, xx > 0.0 ? xy / xx : 0.0);
  result.limit = mean_y - result.height * mean_x;
  double squares = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double left = values[i] - result.limit - result.height * x_of(i);
    squares += static_cast<double>(i + 1) * left * left;
  }
  result.deviation = std::sqrt(squares / weights * static_cast<double>(values.size()) /
                               static_cast<double>(values.size() - 2));
  return result;
}

Fit best_fit(std::span<const double> values) {
  Fit best = fit(values, 0.25);
  for (const double power : {0.5, 1.0, 2.0}) {
    const Fit candidate = fit(values, power);
    if (candidate.deviation < best.deviation) best = candidate;
  }
  return best;
}

/// The smallest ratio of a later value to the one at this length, among curves that got to `epoch`.
std::optional<double> largest_fall(const std::vector<std::vector<double>>& others,
                                   std::size_t length, int epoch) {
  std::optional<double> smallest;
  for (const auto& other : others) {
    if (other.size() < static_cast<std::size_t>(epoch) || other.size() <= length) continue;
    const double lowest =
        *std::min_element(other.begin() + static_cast<std::ptrdiff_t>(length), other.end());
    const double ratio = lowest / other[length - 1];
    if (std::isfinite(ratio) && (!smallest || ratio < *smallest)) smallest = ratio;
  }
  return smallest;
}

/// The value or, where higher is better, what it lacks to 1; and back.
double falling(const Metric& metric, double value) {
  return metric.better == Direction::kMaximize ? 1.0 - value : value;
}

}  // namespace

std::optional<double> lowest_promised(std::span<const double> values, int epoch,
                                      const std::vector<std::vector<double>>& others) {
  const bool finite = std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
  if (values.size() < kLeastValues || !finite) return std::nullopt;
  const auto fall = largest_fall(others, values.size(), epoch);
  if (!fall) return std::nullopt;
  const Fit fitted = best_fit(values);
  const double then = fitted.limit + fitted.height * std::pow(epoch, -fitted.power);
  return std::min(
      {then - kDeviations * fitted.deviation, *fall * values.back(), std::ranges::min(values)});
}

FallingCurves falling_curves(const study::Trial& trial) {
  FallingCurves curves;
  for (const Metric& metric : epoch_metrics()) {
    std::vector<double>& curve = curves[metric.name];
    for (const auto& record : trial.epochs) {
      if (trial.counts(record)) curve.push_back(falling(metric, record.metrics.value(metric.name)));
    }
  }
  return curves;
}

std::optional<Metrics> best_promised(const study::Trial& trial, int epoch,
                                     const FitnessOptions& options,
                                     const std::vector<FallingCurves>& others) {
  const FallingCurves own = falling_curves(trial);
  Metrics metrics = metrics_of(trial, options.task, epoch, options.epoch_choice);
  bool any = false;
  for (const Metric& metric : epoch_metrics(options.task)) {
    std::vector<std::vector<double>> curves;
    for (const FallingCurves& other : others) {
      if (other.contains(metric.name)) curves.push_back(other.at(metric.name));
    }
    const auto lowest = lowest_promised(own.at(metric.name), epoch, curves);
    if (!lowest) continue;
    any = true;
    metrics.set(metric.name, falling(metric, std::max(0.0, *lowest)));
  }
  return any ? std::optional(metrics) : std::nullopt;
}

}  // namespace efs::search
