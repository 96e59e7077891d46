#include "report/leaderboard/choices.h"

#include <gmock/gmock.h>

namespace efs::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LeaderboardRow row(int trial, double accuracy, double latency_ms, double fitness) {
  return {.trial = trial,
          .state = study::TrialState::kCompleted,
          .architecture = "net" + std::to_string(trial),
          .accuracy = accuracy,
          .latency_ms = latency_ms,
          .fitness = fitness};
}

std::vector<std::string> chosen(const ReportSource& source, const Rows& rows) {
  std::vector<std::string> texts;
  for (const Choice& choice : choices(source, rows)) {
    texts.push_back(std::to_string(choice.row->trial) + ": " + choice.why);
  }
  return texts;
}

// A demo recommended 0.72 in 0.9 ms under a target of 15 ms, and had 0.80 in 4.5 ms.
TEST(Choices, AreTheWinnerTheMostAccurateAndAFastOneNearIt) {
  const Rows rows = {row(3, 0.72, 0.9, 0.88), row(1, 0.80, 4.5, 0.87), row(2, 0.85, 30.0, 0.80),
                     row(0, 0.79, 2.0, 0.79)};
  ReportSource source;
  EXPECT_THAT(chosen(source, rows),
              ElementsAre("3: the best fitness", "1: the most accurate within 15 ms",
                          "2: the fastest within 0.02 of the most accurate"));
  source.fitness.expression = "val_iou";
  EXPECT_THAT(chosen(source, rows),
              ElementsAre("3: the best fitness",
                          "2: the most accurate; the fastest within 0.02 of the most accurate"));
}

TEST(Choices, AreFastWhereThatCostsLittle) {
  const Rows rows = {row(0, 0.90, 4.0, 0.9), row(1, 0.885, 1.0, 0.8), row(2, 0.87, 0.5, 0.7)};
  EXPECT_THAT(chosen({}, rows), ElementsAre("0: the best fitness; the most accurate within 15 ms",
                                            "1: the fastest within 0.02 of the most accurate"));
}

TEST(Choices, AreTrialsThatCanBeUsed) {
  Rows rows = {row(0, 0.7, 1.0, 0.9), row(1, 0.9, 2.0, 0.95)};
  rows[1].state = study::TrialState::kDiverged;
  EXPECT_THAT(chosen({}, rows), ElementsAre("0: the best fitness; the most accurate within 15 ms; "
                                            "the fastest within 0.02 of the most accurate"));
  EXPECT_TRUE(choices({}, {}).empty());
  rows[0].latency_ms.reset();
  rows[0].fitness.reset();
  EXPECT_TRUE(choices({}, rows).empty());
}

TEST(ChoicesText, HasTheCommandOfEachButTheFirst) {
  const Rows rows = {row(3, 0.72, 0.9, 0.88), row(1, 0.80, 4.5, 0.87)};
  const std::string text = choices_text({}, rows, "runs/my faces");
  EXPECT_THAT(text, HasSubstr("net1"));
  EXPECT_THAT(text, HasSubstr("IoU 0.800 in 4.50 ms, the most accurate within 15 ms; the fastest"));
  EXPECT_THAT(text, HasSubstr("efs export 'runs/my faces:1'\n"));
  EXPECT_EQ(export_command(rows[0]), "efs export .:3");
}

}  // namespace
}  // namespace efs::report
