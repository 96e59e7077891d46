#include "report/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/fake_study.h"

namespace efs::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(LeaderboardText, AlignsItsColumns) {
  const std::string text = leaderboard_text(leaderboard_rows(fake_study()));
  std::istringstream lines(text);
  std::string heading;
  std::getline(lines, heading);
  const std::size_t name_at = heading.find("architecture");
  for (const char* name : {"middle", "large", "large", "middle", "small"}) {
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line.find(name), name_at) << line;
  }
  EXPECT_THAT(text, HasSubstr("* no other trial"));
}

TEST(LeaderboardText, MarksTheFrontAndItsKnee) {
  std::istringstream lines(leaderboard_text(leaderboard_rows(fake_study())));
  std::string heading, winner, second, third;
  std::getline(lines, heading);
  std::getline(lines, winner);
  std::getline(lines, second);
  std::getline(lines, third);
  EXPECT_THAT(winner, EndsWith("  * knee"));
  EXPECT_THAT(second, EndsWith("  *"));
  EXPECT_THAT(third, Not(HasSubstr("*")));
}

TEST(LeaderboardText, HasAColumnForEachFurtherTarget) {
  ReportSource source = fake_study();
  for (auto& trial : source.history.trials) trial.other_latencies["nano"] = {.median_ms = 7.25};
  const std::string text = leaderboard_text(leaderboard_rows(source));
  EXPECT_THAT(text, HasSubstr("latency ms  nano ms"));
  EXPECT_THAT(text, HasSubstr("5.00     7.25"));
}

TEST(LeaderboardText, SaysWhatItLeavesOut) {
  const std::string text = leaderboard_text(leaderboard_rows(fake_study()), 2);
  EXPECT_THAT(text, HasSubstr("... and 6 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("huge")));
}

TEST(StatesText, NamesEachStateThatOccurs) {
  EXPECT_EQ(states_text(totals(fake_study().history)),
            "1 completed, 4 stopped, 2 infeasible, 1 diverged");
  EXPECT_EQ(states_text({}), "no trials yet");
}

}  // namespace
}  // namespace efs::report
