#include "report/leaderboard/leaderboard.h"

#include <gtest/gtest.h>

#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;

const LeaderboardRow& row_of(const std::vector<LeaderboardRow>& rows, int trial) {
  for (const LeaderboardRow& row : rows) {
    if (row.trial == trial) return row;
  }
  throw std::out_of_range("no such trial");
}

TEST(Leaderboard, HasEveryTrialBestFirst) {
  const auto rows = leaderboard_rows(fake_study());
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[0].trial, 2);
  EXPECT_EQ(rows[0].rank, 1);
  EXPECT_EQ(rows[1].trial, 4);
  EXPECT_EQ(rows[7].rank, 8);
}

TEST(Leaderboard, KnowsEachTrial) {
  const auto rows = leaderboard_rows(fake_study());
  const LeaderboardRow& best = row_of(rows, 2);
  EXPECT_EQ(best.architecture, "middle");
  EXPECT_EQ(best.learning_rate, 0.001);
  EXPECT_EQ(best.feature_dim, 512);
  EXPECT_EQ(best.epochs, 8);
  EXPECT_EQ(best.best_epoch, 8);
  EXPECT_EQ(best.latency_ms, 5.0);
  EXPECT_EQ(best.weight_count, 5000000);
  EXPECT_TRUE(best.fitness);
  EXPECT_EQ(trial_label(best), "middle (lr 0.001)");
}

TEST(Leaderboard, ChoosesTheBestEpochNotTheLast) {
  ReportSource source = fake_study();
  source.history.trials[2].epochs[4].metrics.set("val_iou", 0.99);
  const auto rows = leaderboard_rows(source);
  EXPECT_EQ(row_of(rows, 2).best_epoch, 5);
  EXPECT_EQ(row_of(rows, 2).accuracy, 0.99);
}

TEST(Winner, IsNeverRuledOut) {
  ReportSource source = fake_study();
  EXPECT_EQ(winner(leaderboard_rows(source))->trial, 2);
  source.history.trials[2].state = TrialState::kDiverged;
  EXPECT_EQ(winner(leaderboard_rows(source))->trial, 4);
  source.history.trials.clear();
  EXPECT_EQ(winner(leaderboard_rows(source)), nullptr);
}

TEST(Totals, CountWhatWasDone) {
  const Totals all = totals(fake_study().history);
  EXPECT_EQ(all.trials, 8);
  EXPECT_EQ(all.epochs, 3 + 2 + 8 + 3 + 6 + 3);
  EXPECT_DOUBLE_EQ(all.seconds, 25 * 12.5);
  ASSERT_EQ(all.states.size(), 4U);
  EXPECT_EQ(all.states.begin()->first, TrialState::kCompleted);
  EXPECT_EQ(all.states.at(TrialState::kStopped), 4);
}

}  // namespace
}  // namespace efs::report
