#include "report/leaderboard/front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;
using testing::ElementsAre;

const LeaderboardRow& row_of(const std::vector<LeaderboardRow>& rows, int trial) {
  for (const LeaderboardRow& row : rows) {
    if (row.trial == trial) return row;
  }
  throw std::out_of_range("no such trial");
}

TEST(Leaderboard, MarksTheFront) {
  const auto rows = leaderboard_rows(fake_study());
  for (const LeaderboardRow& row : rows) {
    EXPECT_EQ(row.on_front, row.trial == 0 || row.trial == 2 || row.trial == 4) << row.trial;
  }
}

TEST(Leaderboard, KeepsRuledOutTrialsOffTheFront) {
  ReportSource source = fake_study();
  source.history.trials[4].state = TrialState::kFailed;
  EXPECT_FALSE(row_of(leaderboard_rows(source), 4).on_front);
}

TEST(Leaderboard, MarksTheKneeOfTheFront) {
  // 2 ms with 0.43, 5 ms with 0.74, 10 ms with 0.76: the middle one.
  for (const LeaderboardRow& row : leaderboard_rows(fake_study())) {
    EXPECT_EQ(row.knee, row.trial == 2) << row.trial;
  }
}

TEST(Leaderboard, HasNoKneeOnAFrontOfTwo) {
  ReportSource source = fake_study();
  source.history.trials[4].state = TrialState::kFailed;
  for (const LeaderboardRow& row : leaderboard_rows(source)) EXPECT_FALSE(row.knee);
}

TEST(Hypervolume, IsTheMeanOfTheBestIouOverAllBudgets) {
  // 0 to 2 ms: none; 2 to 5 ms: 0.4; 5 to 10 ms: 0.8.
  EXPECT_DOUBLE_EQ(*mean_best_accuracy({{2.0, 0.4, 0}, {5.0, 0.8, 1}}, 10.0),
                   (2 * 0.0 + 3 * 0.4 + 5 * 0.8) / 10.0);
}

TEST(Hypervolume, CountsNothingBeyondTheReference) {
  EXPECT_DOUBLE_EQ(*mean_best_accuracy({{2.0, 0.4, 0}, {12.0, 0.9, 1}}, 10.0), 0.32);
  EXPECT_EQ(*mean_best_accuracy({{12.0, 0.9, 1}}, 10.0), 0.0);
  EXPECT_EQ(*mean_best_accuracy({}, 10.0), 0.0);
}

TEST(Hypervolume, NeedsAReference) {
  const std::vector<search::FrontPoint> front{{2.0, 0.4, 0}};
  EXPECT_FALSE(mean_best_accuracy(front, 0.0));
  EXPECT_FALSE(mean_best_accuracy(front, -1.0));
  EXPECT_FALSE(mean_best_accuracy(front, std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(mean_best_accuracy(front, std::numeric_limits<double>::infinity()));
}

TEST(Hypervolume, StandsInTheRowsOfTheFrontOnly) {
  ReportSource source = fake_study();
  source.reference_latency_ms = 20.0;
  const auto rows = leaderboard_rows(source);
  const double small = *row_of(rows, 0).accuracy;   // 2 ms
  const double middle = *row_of(rows, 2).accuracy;  // 5 ms
  const double large = *row_of(rows, 4).accuracy;   // 10 ms
  const double all = (3 * small + 5 * middle + 10 * large) / 20.0;
  for (const int trial : {0, 2, 4}) EXPECT_NEAR(*row_of(rows, trial).hypervolume, all, 1e-12);
  EXPECT_NEAR(*row_of(rows, 0).hypervolume_contribution, 3 * small / 20.0, 1e-12);
  EXPECT_NEAR(*row_of(rows, 2).hypervolume_contribution, 5 * (middle - small) / 20.0, 1e-12);
  EXPECT_NEAR(*row_of(rows, 4).hypervolume_contribution, 10 * (large - middle) / 20.0, 1e-12);
  for (const int trial : {1, 3, 5, 6, 7}) {
    EXPECT_FALSE(row_of(rows, trial).hypervolume) << trial;
    EXPECT_FALSE(row_of(rows, trial).hypervolume_contribution) << trial;
  }
}

}  // namespace
}  // namespace efs::report
