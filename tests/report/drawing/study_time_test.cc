#include "report/drawing/study_time.h"

#include <gtest/gtest.h>

#include <limits>

#include "report/fake_study.h"

namespace efs::report {
namespace {

TEST(TimeUnit, KeepsNumbersSmall) {
  EXPECT_STREQ(time_unit(90).name, "seconds");
  EXPECT_STREQ(time_unit(3600).name, "minutes");
  EXPECT_STREQ(time_unit(86400).name, "hours");
  EXPECT_STREQ(time_unit(10 * 86400).name, "days");
  EXPECT_EQ(time_unit(86400).seconds, 3600.0);
}

TEST(TimeOf, AnEpochIsFromItsStartToItsEnd) {
  const auto time = time_of({.seconds = 10.0, .finished_unix_s = 1000.0});
  ASSERT_TRUE(time);
  EXPECT_EQ(time->start_s, 990.0);
  EXPECT_EQ(time->end_s, 1000.0);
}

TEST(TimeOf, IsUnknownOfWhatDidNotRecordIt) {
  EXPECT_FALSE(time_of({.seconds = 10.0}));
  EXPECT_FALSE(time_of({.finished_unix_s = std::numeric_limits<double>::quiet_NaN()}));
}

TEST(TimeOf, TakesADurationThatIsNoneForZero) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(time_of({.seconds = kNan, .finished_unix_s = 5.0})->start_s, 5.0);
  EXPECT_EQ(time_of({.seconds = -3.0, .finished_unix_s = 5.0})->start_s, 5.0);
}

TEST(FirstStart, IsThatOfTheFirstEpochWhoseTimeIsKnown) {
  ReportSource source = fake_study();
  EXPECT_EQ(first_start_s(source.history), 1.7e9);
  source.history.trials[0].epochs[0].finished_unix_s = 0.0;
  source.history.trials[1].epochs[0].finished_unix_s = 0.0;
  EXPECT_EQ(first_start_s(source.history), 1.7e9 + 12.5);
  source.history.trials.clear();
  EXPECT_FALSE(first_start_s(source.history));
}

}  // namespace
}  // namespace efs::report
