// Order statistics of a sample.
#pragma once

#include <vector>

#include "core/rng.h"
#include "core/span.h"

namespace efs {

double mean(Span<const double> values);
/// Sample standard deviation (n - 1); 0 for fewer than two values.
double standard_deviation(Span<const double> values);
/// Quantile q in [0, 1], linear interpolation between order statistics (Hyndman and Fan's
/// type 7, as NumPy's default). The sample must not be empty; it need not be sorted.
double quantile(Span<const double> values, double q);
double median(Span<const double> values);

/// Of the standard normal distribution, up to z.
double normal_cdf(double z);

struct Interval {
  double low = 0.0;
  double high = 0.0;
};
/// Distribution-free 95 % confidence interval of the median, from order statistics
/// (binomial, normal approximation: the ranks r and n + 1 - r with r = n/2 - 1.96 sqrt(n)/2,
/// rounded; Conover, Practical Nonparametric Statistics). The whole range below six values.
Interval median_interval_95(Span<const double> values);

/// 95 % confidence interval of the mean by the percentile bootstrap (Efron and Tibshirani 1993,
/// chapter 13): the middle of the means of `resamples` samples drawn with replacement. The sample
/// must not be empty.
Interval bootstrap_mean_interval_95(Span<const double> values, Rng& rng, int resamples = 2000);

}  // namespace efs
