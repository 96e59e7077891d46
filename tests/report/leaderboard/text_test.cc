#include "report/leaderboard/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/fake_study.h"

namespace efs::report {
namespace {

using testing::AllOf;
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
  source.fitness.target_names = {"pi4", "nano"};
  for (auto& trial : source.history.trials) trial.cost->latencies["nano"] = {.median_ms = 7.25};
  const std::string text = leaderboard_text(leaderboard_rows(source));
  EXPECT_THAT(text, HasSubstr("latency ms  nano ms"));
  EXPECT_THAT(text, HasSubstr("5.00     7.25"));
}

TEST(LeaderboardText, FitsTheTerminal) {
  ReportSource source = fake_study();
  for (auto& trial : source.history.trials) {
    trial.params["architecture"] = std::string("a_network_with_a_very_long_name_indeed");
  }
  const auto rows = leaderboard_rows(source);
  for (const std::size_t width : {200U, 100U, 80U, 60U}) {
    const std::string text = leaderboard_text(rows, 10, width);
    std::istringstream lines(text.substr(0, text.find("* no other")));
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, line.size());
    EXPECT_LE(widest, width);
    EXPECT_THAT(text, AllOf(HasSubstr("trial"), HasSubstr("val IoU"), HasSubstr("latency ms")));
  }
  EXPECT_THAT(leaderboard_text(rows, 10, 80), Not(HasSubstr("MACs")));
}

TEST(LeaderboardText, ShowsNothingThatATerminalActsOn) {
  ReportSource source = fake_study();
  source.history.trials[0].params["architecture"] = std::string("\x1b[2Jnet\xF6");
  EXPECT_THAT(leaderboard_text(leaderboard_rows(source)),
              AllOf(HasSubstr("\\x1b[2Jnet\\xf6"), Not(HasSubstr("\x1b"))));
}

TEST(LeaderboardText, SaysWhatItLeavesOut) {
  const std::string text = leaderboard_text(leaderboard_rows(fake_study()), 2);
  EXPECT_THAT(text, HasSubstr("... and 6 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("huge")));
}

TEST(WeakWinnerText, ComparesOneFaceWithTheMeanBox) {
  ReportSource source = fake_study();
  const Rows rows = leaderboard_rows(source);
  const double iou = *winner(rows)->accuracy;
  EXPECT_EQ(weak_winner_text(source, rows), "") << "an older study has no mean box";
  source.mean_box_iou = iou - 0.01;
  EXPECT_EQ(weak_winner_text(source, rows), "");
  source.mean_box_iou = iou;
  EXPECT_THAT(weak_winner_text(source, rows), HasSubstr("with the mean of the training boxes"));
}

// There is no constant answer to compare with.
TEST(WeakWinnerText, NamesADetectorOfFacesThatFindsNone) {
  ReportSource source = fake_study();
  source.fitness.task = search::task("faces");
  source.fitness.expression = "val_ap";
  for (const auto& [ap, weak] : {std::pair(0.004, true), {0.1, false}}) {
    for (study::Trial& trial : source.history.trials) {
      for (auto& epoch : trial.epochs) epoch.metrics.set("val_ap", ap);
    }
    const std::string text = weak_winner_text(source, leaderboard_rows(source));
    EXPECT_EQ(text.find("finds hardly any face") != std::string::npos, weak) << text;
  }
}

TEST(StatesText, NamesEachStateThatOccurs) {
  EXPECT_EQ(states_text(totals(fake_study().history)),
            "1 completed, 4 stopped, 2 infeasible, 1 diverged");
  EXPECT_EQ(states_text({}), "no trials yet");
}

}  // namespace
}  // namespace efs::report
