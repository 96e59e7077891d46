#include "search/learning_curve.h"

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

}  // namespace

std::optional<double> lowest_promised(std::span<const double> values, int epoch) {
  if (values.size() < kLeastValues) return std::nullopt;
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
    return std::nullopt;
  }
  Fit best;
  bool first = true;
  for (const double power : {0.25, 0.5, 1.0, 2.0}) {
    const Fit candidate = fit(values, power);
    if (first || candidate.deviation < best.deviation) best = candidate;
    first = false;
  }
  const double then = best.limit + best.height * std::pow(epoch, -best.power);
  return std::min(then - kDeviations * best.deviation,
                  *std::min_element(values.begin(), values.end()));
}

std::optional<Metrics> best_promised(const study::Trial& trial, int epoch, Judged judged) {
  std::vector<double> losses, misses;  // a miss is what IoU lacks
  for (const auto& record : trial.epochs) {
    if (!trial.counts(record)) continue;
    losses.push_back(record.val_loss);
    misses.push_back(1.0 - record.val_iou);
  }
  Metrics metrics = metrics_of(trial, epoch, judged);
  const auto loss = lowest_promised(losses, epoch);
  const auto miss = lowest_promised(misses, epoch);
  if (!loss && !miss) return std::nullopt;
  if (loss) metrics.val_loss = std::max(0.0, *loss);
  if (miss) metrics.val_iou = 1.0 - std::max(0.0, *miss);
  return metrics;
}

}  // namespace efs::search
