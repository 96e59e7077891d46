#include "device/latency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"
#include "device/fake_session.h"

namespace efs::device {
namespace {

using testing::HasSubstr;

LatencyResult measure_with(std::function<double(int)> duration_s, const LatencyOptions& options) {
  FakeClock clock;
  FakeSession session(clock, std::move(duration_s));
  return measure(session, clock, options).result;
}

TEST(Latency, WarmsUpForRunsAndTime) {
  // 1 ms a run: 10 runs are not yet 200 ms, so 200 are thrown away; then 1 s is 1000 runs.
  FakeClock clock;
  FakeSession session(clock, [](int run) { return run < 200 ? 1e-3 : 2e-3; });
  const LatencyResult result = measure(session, clock, {}).result;
  EXPECT_NEAR(result.min_ms, 2.0, 1e-9);  // no warm-up run of 1 ms is in it
  EXPECT_NEAR(result.median_ms, 2.0, 1e-9);
  EXPECT_NEAR(result.runs, 500, 1);
  EXPECT_TRUE(result.converged);
}

TEST(Latency, WarmsUpWithTenRunsOfASlowModel) {
  const LatencyResult result = measure_with([](int run) { return run < 10 ? 0.5 : 0.25; }, {});
  EXPECT_NEAR(result.median_ms, 250.0, 1e-9);
  EXPECT_EQ(result.runs, 50);  // the least, although 1 s has long passed
}

TEST(Latency, ReportsTheStatisticsOfItsRuns) {
  // 10, 20, ..., 500 ms: 50 runs, whatever their interval.
  const LatencyResult result = measure_with(
      [](int run) { return run < 10 ? 1.0 : 0.01 * (run - 9); }, {.relative_interval = 10.0});
  EXPECT_EQ(result.runs, 50);
  EXPECT_NEAR(result.median_ms, 255.0, 1e-6);
  EXPECT_NEAR(result.mean_ms, 255.0, 1e-6);
  EXPECT_NEAR(result.min_ms, 10.0, 1e-6);
  EXPECT_NEAR(result.p90_ms, 451.0, 1e-6);  // type 7: 10 + 0.9 * 490
  EXPECT_NEAR(result.p99_ms, 495.1, 1e-6);
  EXPECT_NEAR(result.standard_deviation_ms, 145.773797371, 1e-6);  // 10 * sqrt(50 * 51 / 12)
}

TEST(Latency, StopsAtTheLimitAndSaysSo) {
  // Two speeds in turn: the interval of the median spans them and never shrinks.
  const LatencyResult result =
      measure_with([](int run) { return run % 2 == 0 ? 0.010 : 0.020; }, {.max_s = 3.0});
  EXPECT_FALSE(result.converged);
  EXPECT_GE(result.runs * 0.015, 3.0 - 1e-6);
  EXPECT_LE(result.runs * 0.015, 3.3);
}

TEST(Latency, GoesOnUntilTheIntervalIsNarrow) {
  // Two speeds in turn for the first 100 runs (1.5 s) leave the median open; later runs settle it.
  const LatencyResult result = measure_with(
      [](int run) { return run < 110 && run % 2 == 0 ? 0.020 : 0.010; }, {.max_s = 60.0});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.median_ms, 10.0, 1e-6);
  EXPECT_GT(result.runs, 120);
}

TEST(Latency, ChangesTheInputBetweenRuns) {
  FakeClock clock;
  FakeSession session(clock, [](int) { return 0.1; });
  measure(session, clock, {});
  ASSERT_GT(session.inputs.size(), 50U);
  for (std::size_t i = 1; i < session.inputs.size(); ++i) {
    ASSERT_NE(session.inputs[i], session.inputs[i - 1]);
    ASSERT_EQ(session.inputs[i].size(), 12U);
  }
}

TEST(Latency, ATimeOfZeroIsAFailedMeasurement) {
  for (double bad : {0.0, -0.001, std::numeric_limits<double>::quiet_NaN(),
                     std::numeric_limits<double>::infinity()}) {
    try {
      measure_with([bad](int run) { return run == 30 ? bad : 0.05; }, {});
      FAIL() << "a run of " << bad << " s was accepted";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("must be positive and finite"));
    }
  }
}

TEST(Latency, RefusesOptionsThatMeasureNothing) {
  const auto work = [](int) { return 0.1; };
  EXPECT_THROW(measure_with(work, {.min_runs = 0}), UsageError);
  EXPECT_THROW(measure_with(work, {.relative_interval = 0.0}), UsageError);
  EXPECT_THROW(measure_with(work, {.warmup_runs = -1}), UsageError);
}

}  // namespace
}  // namespace efs::device
