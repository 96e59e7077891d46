#include "report/drawing/ticks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> result;
  for (const Tick& tick : ticks) result.push_back(tick.label);
  return result;
}

TEST(LinearTicks, EncloseTheRangeInRoundSteps) {
  EXPECT_THAT(labels(linear_ticks(0.43, 0.77, 4)), ElementsAre("0.4", "0.5", "0.6", "0.7", "0.8"));
  EXPECT_THAT(labels(linear_ticks(0.0, 26.0, 6)),
              ElementsAre("0", "5", "10", "15", "20", "25", "30"));
  EXPECT_THAT(labels(linear_ticks(-1.0, 1.0, 4)), ElementsAre("-1.0", "-0.5", "0.0", "0.5", "1.0"));
}

TEST(LinearTicks, AreWholeNumbersWhereTheyMustBe) {
  EXPECT_THAT(labels(linear_ticks(1.0, 3.0, 8, true)), ElementsAre("1", "2", "3"));
}

TEST(LinearTicks, WidenARangeOfOneValue) {
  EXPECT_THAT(labels(linear_ticks(1.0, 1.0, 8, true)), ElementsAre("0", "1", "2"));
  const std::vector<Tick> ticks = linear_ticks(5.5, 5.5, 4);
  EXPECT_LT(ticks.front().value, 5.5);
  EXPECT_GT(ticks.back().value, 5.5);
  EXPECT_LT(linear_ticks(0.0, 0.0, 4).front().value, linear_ticks(0.0, 0.0, 4).back().value);
}

TEST(LogTicks, EncloseTheRangeInOneTwoFive) {
  EXPECT_THAT(labels(log_ticks(2.4, 48.0)), ElementsAre("2", "5", "10", "20", "50"));
  EXPECT_THAT(labels(log_ticks(1.0, 10.0)), ElementsAre("1", "2", "5", "10"));
  EXPECT_THAT(labels(log_ticks(0.03, 0.09)), ElementsAre("0.02", "0.05", "0.1"));
  EXPECT_THAT(labels(log_ticks(5.0, 5.0)), ElementsAre("5", "10"));
}

}  // namespace
}  // namespace efs::report
