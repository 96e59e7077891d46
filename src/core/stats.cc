#include "core/stats.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"

namespace efs {
namespace {

std::vector<double> sorted(Span<const double> values) {
  if (values.empty()) fail("statistics of an empty sample");
  std::vector<double> result(values.begin(), values.end());
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double mean(Span<const double> values) {
  if (values.empty()) fail("mean of an empty sample");
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(Span<const double> values) {
  if (values.size() < 2) return 0.0;
  const double centre = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(Span<const double> values, double q) {
  const auto ordered = sorted(values);
  const double position = q * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const auto above = std::min(below + 1, ordered.size() - 1);
  return ordered[below] +
         (position - static_cast<double>(below)) * (ordered[above] - ordered[below]);
}

double median(Span<const double> values) { return quantile(values, 0.5); }

Interval median_interval_95(Span<const double> values) {
  const auto ordered = sorted(values);
  const auto n = static_cast<double>(ordered.size());
  const double rank = std::round(n / 2.0 - 1.96 * std::sqrt(n) / 2.0);  // 1-based
  const auto low = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  const std::size_t high = ordered.size() - 1 - low;
  return {ordered[low], ordered[high]};
}

Interval bootstrap_mean_interval_95(Span<const double> values, Rng& rng, int resamples) {
  if (values.empty()) fail("bootstrap of an empty sample");
  const auto last = static_cast<std::int64_t>(values.size()) - 1;
  std::vector<double> means;
  for (int i = 0; i < resamples; ++i) {
    double sum = 0.0;
    for (std::int64_t n = 0; n <= last; ++n) {
      sum += values[static_cast<std::size_t>(rng.integer(0, last))];
    }
    means.push_back(sum / static_cast<double>(values.size()));
  }
  return {quantile(means, 0.025), quantile(means, 0.975)};
}

}  // namespace efs
