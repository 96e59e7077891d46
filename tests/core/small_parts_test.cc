// Parts too small for a file each: the clock, CSV quoting, the version.
#include <gtest/gtest.h>

#include <regex>

#include "core/clock.h"
#include "core/text/csv.h"
#include "core/version.h"

namespace efs {
namespace {

TEST(Clock, TheSystemsGoesOnAndKnowsTheYear) {
  SystemClock clock;
  const double first_s = clock.steady_s();
  EXPECT_GE(clock.steady_s(), first_s);
  EXPECT_GT(clock.unix_s(), 1.6e9);  // after 2020
}

TEST(Clock, TheFakeStandsStillUntilMoved) {
  FakeClock clock;
  EXPECT_EQ(clock.steady_s(), clock.steady_s());
  clock.advance(2.5);
  EXPECT_EQ(clock.steady_s(), 2.5);
  EXPECT_EQ(clock.unix_s(), 2.5);
}

TEST(CsvField, QuotesOnlyWhatNeedsIt) {  // RFC 4180, section 2
  EXPECT_EQ(csv_field("plain text"), "plain text");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field("two\rlines"), "\"two\rlines\"");
}

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(program_version(), std::regex(R"(\d+\.\d+\.\d+)")));
}

}  // namespace
}  // namespace efs
