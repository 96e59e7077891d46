// Order statistics of a sample.
#pragma once

#include <span>
#include <vector>

namespace efs {

double mean(std::span<const double> values);
/// Sample standard deviation (n - 1); 0 for fewer than two values.
double standard_deviation(std::span<const double> values);
/// Quantile q in [0, 1], linear interpolation between order statistics (Hyndman and Fan's
/// type 7, as NumPy's default). The sample must not be empty; it need not be sorted.
double quantile(std::span<const double> values, double q);
double median(std::span<const double> values);

struct Interval {
  double low = 0.0;
  double high = 0.0;
};
/// Distribution-free 95 % confidence interval of the median, from order statistics
/// (binomial, normal approximation: the ranks r and n + 1 - r with r = n/2 - 1.96 sqrt(n)/2,
/// rounded; Conover, Practical Nonparametric Statistics). The whole range below six values.
Interval median_interval_95(std::span<const double> values);

}  // namespace efs
