#include "core/stats.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace efs {
namespace {

const std::vector<double> kSample{3.5, 1.25, 9.0, -2.0, 4.75, 4.75, 0.5};

// Known answers: NumPy 1.24, numpy.quantile, mean, std(ddof=1).
TEST(Stats, AgreesWithNumpy) {
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.0), -2.0);
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.1), -0.5);
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.25), 0.875);
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.5), 3.5);
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.9), 6.45);
  EXPECT_DOUBLE_EQ(quantile(kSample, 0.99), 8.745);
  EXPECT_DOUBLE_EQ(quantile(kSample, 1.0), 9.0);
  EXPECT_DOUBLE_EQ(mean(kSample), 3.107142857142857);
  EXPECT_DOUBLE_EQ(standard_deviation(kSample), 3.5732138395087887);
  EXPECT_DOUBLE_EQ(median(std::vector<double>{4.0, 1.0, 3.0, 2.0}), 2.5);
}

TEST(Stats, OfOneValueAndOfNone) {
  const std::vector<double> one{2.5};
  EXPECT_EQ(median(one), 2.5);
  EXPECT_EQ(mean(one), 2.5);
  EXPECT_EQ(standard_deviation(one), 0.0);
  EXPECT_EQ(median_interval_95(one).low, 2.5);
  EXPECT_EQ(median_interval_95(one).high, 2.5);
  EXPECT_THROW(mean({}), Error);
  EXPECT_THROW(median({}), Error);
  EXPECT_THROW(median_interval_95({}), Error);
}

std::vector<double> one_to(int n) {
  std::vector<double> values;
  for (int i = n; i >= 1; --i) values.push_back(i);
  return values;
}

// Ranks of Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2, and of the exact
// binomial: for n = 100 the ranks 40 and 61.
TEST(MedianInterval, HasTheRanksOfTheTextbook) {
  const auto ranks = [](int n) {
    const Interval interval = median_interval_95(one_to(n));
    return std::pair(interval.low, interval.high);
  };
  EXPECT_EQ(ranks(100), std::pair(40.0, 61.0));
  EXPECT_EQ(ranks(50), std::pair(18.0, 33.0));
  EXPECT_EQ(ranks(10), std::pair(2.0, 9.0));
  EXPECT_EQ(ranks(5), std::pair(1.0, 5.0));
}

TEST(MedianInterval, IsSymmetricAndHoldsTheMedian) {
  Rng rng(1);
  for (int n = 1; n <= 200; ++n) {
    std::vector<double> values, negated;
    for (int i = 0; i < n; ++i) {
      values.push_back(rng.normal());
      negated.push_back(-values.back());
    }
    const Interval a = median_interval_95(values);
    const Interval b = median_interval_95(negated);
    EXPECT_EQ(a.low, -b.high) << n;
    EXPECT_EQ(a.high, -b.low) << n;
    EXPECT_LE(a.low, median(values)) << n;
    EXPECT_GE(a.high, median(values)) << n;
  }
}

TEST(MedianInterval, CoversTheTrueMedianAsOftenAsItSays) {
  Rng rng(2);
  int covered = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) values.push_back(std::exp(rng.normal()));
    const Interval interval = median_interval_95(values);
    covered += interval.low <= 1.0 && 1.0 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, 1880);  // 95 % is 1900, one standard deviation 10
  EXPECT_LE(covered, 1960);
}

// Of the mean of n draws of a uniform distribution on [0, 1] the standard error is
// sqrt(1 / 12 / n); 1.96 of them on either side are the interval in the limit.
TEST(BootstrapMeanInterval, IsTheNormalOneForManyValues) {
  Rng rng(1);
  std::vector<double> values;
  for (int i = 0; i < 4000; ++i) values.push_back((i + 0.5) / 4000.0);
  const Interval interval = bootstrap_mean_interval_95(values, rng);
  const double half = 1.96 * std::sqrt(1.0 / 12.0 / 4000.0);
  EXPECT_NEAR(interval.low, 0.5 - half, 0.1 * half);
  EXPECT_NEAR(interval.high, 0.5 + half, 0.1 * half);
}

TEST(BootstrapMeanInterval, OfEqualValuesIsThatValue) {
  Rng rng(1);
  const Interval interval = bootstrap_mean_interval_95(std::vector<double>{2.0, 2.0, 2.0}, rng);
  EXPECT_EQ(interval.low, 2.0);
  EXPECT_EQ(interval.high, 2.0);
  EXPECT_THROW(bootstrap_mean_interval_95({}, rng), Error);
}

}  // namespace
}  // namespace efs
