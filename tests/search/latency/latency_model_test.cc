#include "search/latency/latency_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kRun_ms = 0.2, kOperator_ms = 0.01, kMac_ms = 0.05;

/// Networks of 10 to 100 operators and 5 to 500 million MACs; `noise` is a factor's deviation.
std::vector<LatencySample> networks(int count, double noise, Rng& rng) {
  std::vector<LatencySample> samples;
  for (int i = 0; i < count; ++i) {
    const double operators = std::floor(10.0 + 90.0 * rng.uniform());
    const double macs = 5.0 * std::pow(100.0, rng.uniform());
    const double exact = kRun_ms + kOperator_ms * operators + kMac_ms * macs;
    samples.push_back({{1.0, operators, macs, 0.0}, exact * std::exp(noise * rng.normal())});
  }
  return samples;
}

TEST(LatencyModel, FindsTheCostsThatTheLatenciesAreMadeOf) {
  Rng rng(1);
  const auto model = fit_latency_model(networks(30, 0.0, rng));
  ASSERT_TRUE(model);
  EXPECT_THAT(model->cost_ms, ElementsAre(DoubleNear(kRun_ms, 1e-3), DoubleNear(kOperator_ms, 1e-4),
                                          DoubleNear(kMac_ms, 1e-5), 0.0));
  EXPECT_LT(model->p90_error, 1e-3);
  EXPECT_NEAR(model->predict({1.0, 50.0, 1000.0, 0.0}).latency_ms, 50.7, 0.02);
  EXPECT_EQ(model->networks, 30);
}

// y = x1 - x2 has no such solution with costs >= 0: the best is x1 alone, by hand: with weights 1/y
// each sample says (cost * x1 - y) / y, and cost = sum(x1 / y) / sum((x1 / y)^2).
TEST(LatencyModel, NoCostIsNegative) {
  std::vector<LatencySample> samples;
  double first = 0.0, second = 0.0;
  for (int i = 0; i < 12; ++i) {
    const double x1 = 10.0 + i, x2 = 1.0 + (i % 3);
    samples.push_back({{x1, x2}, x1 - x2});
    first += x1 / (x1 - x2);
    second += std::pow(x1 / (x1 - x2), 2);
  }
  EXPECT_THAT(fit_latency_model(samples)->cost_ms,
              ElementsAre(DoubleNear(first / second, 1e-4), 0.0));
}

TEST(LatencyModel, ItsIntervalHoldsNineOfTenNetworksThatItHasNotSeen) {
  Rng rng(2);
  int inside = 0, all = 0;
  for (int study = 0; study < 100; ++study) {
    const auto model = fit_latency_model(networks(40, 0.1, rng));
    for (const auto& fresh : networks(20, 0.1, rng)) {
      const auto predicted = model->predict(fresh.features);
      inside += predicted.low_ms <= fresh.latency_ms && fresh.latency_ms <= predicted.high_ms;
      ++all;
    }
  }
  EXPECT_NEAR(static_cast<double>(inside) / all, 0.9, 0.05);
}

TEST(LatencyModel, ItsErrorIsThatOnNetworksLeftOut) {
  Rng rng(3);
  const auto model = fit_latency_model(networks(200, 0.1, rng));
  // The median of |exp(0.1 z) - 1| is about 0.1 * 0.6745.
  EXPECT_NEAR(model->median_error, 0.067, 0.02);
  EXPECT_NEAR(model->p90_error, 0.165, 0.04);
}

TEST(LatencyModel, NeedsEightNetworks) {
  Rng rng(4);
  EXPECT_FALSE(fit_latency_model(networks(7, 0.0, rng)));
  EXPECT_TRUE(fit_latency_model(networks(8, 0.0, rng)));
}

TEST(LatencyModel, RefusesWhatDoesNotFit) {
  Rng rng(5);
  auto samples = networks(10, 0.0, rng);
  EXPECT_THAT(message_of([&] { fit_latency_model(samples)->predict({1.0}); }),
              HasSubstr("another version"));
  samples[3].latency_ms = 0.0;
  EXPECT_THAT(message_of([&] { fit_latency_model(samples); }), HasSubstr("0 ms"));
}

TEST(LatencyModel, ReadsBack) {
  Rng rng(6);
  const auto model = fit_latency_model(networks(10, 0.1, rng));
  const auto again = latency_model_from_json(Json::parse(to_json(*model).dump()));
  EXPECT_EQ(to_json(again), to_json(*model));
  EXPECT_THAT(message_of([] { latency_model_from_json(Json::object()); }), HasSubstr("malformed"));
}

}  // namespace
}  // namespace efs::search
