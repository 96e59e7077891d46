#include "report/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_EQ(best.params, 5000000);
  EXPECT_TRUE(best.fitness);
  EXPECT_EQ(trial_label(best), "middle (lr 0.001)");
}

TEST(Leaderboard, ChoosesTheBestEpochNotTheLast) {
  ReportSource source = fake_study();
  source.history.trials[2].epochs[4].val_iou = 0.99;
  const auto rows = leaderboard_rows(source);
  EXPECT_EQ(row_of(rows, 2).best_epoch, 5);
  EXPECT_EQ(row_of(rows, 2).val_iou, 0.99);
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
  EXPECT_EQ(all.states[0].state, TrialState::kCompleted);
  EXPECT_EQ(all.states[1].state, TrialState::kStopped);
  EXPECT_EQ(all.states[1].trials, 4);
}

std::vector<int> survivors(const StageFigure& stage) {
  std::vector<int> trials;
  for (const Curve& curve : stage.curves) {
    if (curve.survivor) trials.push_back(curve.trial);
  }
  return trials;
}

std::vector<StageFigure> figures_of(const ReportSource& source) {
  return stage_figures(source, leaderboard_rows(source));
}

TEST(Stages, ShowWhoWentOn) {
  const auto stages = figures_of(fake_study());
  ASSERT_EQ(stages.size(), 3U);
  EXPECT_EQ(stages[0].curves.size(), 6U);
  EXPECT_THAT(survivors(stages[0]), ElementsAre(2, 4));
  EXPECT_THAT(survivors(stages[1]), ElementsAre(2));
  EXPECT_EQ(stages[1].curves.size(), 2U);
  EXPECT_THAT(survivors(stages[2]), ElementsAre(2));
  EXPECT_EQ(stages[1].epochs, 6);
  EXPECT_EQ(stages[1].keep, 1);
}

TEST(Stages, DrawTheWholeRunOfATrialThatWentOn) {
  const auto stages = figures_of(fake_study());
  ASSERT_EQ(stages[0].curves[0].points.size(), 3U);
  ASSERT_EQ(stages[2].curves[0].points.size(), 8U);
  EXPECT_EQ(stages[2].curves[0].points.front().epoch, 1);
  EXPECT_EQ(stages[2].curves[0].latency_ms, 5.0);
}

TEST(Stages, DrawOnlyTheLastRunOfATrialThatWasRestarted) {
  ReportSource source = fake_study();
  int epoch = 0;
  for (study::EpochRecord& record : source.history.trials[2].epochs) {
    if (record.stage == 2) record.epoch = ++epoch;
  }
  const auto stages = figures_of(source);
  const Curve& curve = stages[1].curves[0];
  ASSERT_EQ(curve.trial, 2);
  ASSERT_EQ(curve.points.size(), 3U);
  EXPECT_EQ(curve.points.front().epoch, 1);
}

TEST(Stages, ExpectTheBestToGoOnWhileAStageRuns) {
  ReportSource source = fake_study();
  for (study::Trial& trial : source.history.trials) {
    trial.stage = 1;
    if (trial.epochs.size() > 3) trial.epochs.resize(3);
  }
  const auto stages = figures_of(source);
  ASSERT_EQ(stages.size(), 1U);
  EXPECT_EQ(survivors(stages[0]).size(), 2U);
}

TEST(Scatter, SeparatesTheFront) {
  const ReportSource source = fake_study();
  const ScatterFigure figure = scatter_figure(source, leaderboard_rows(source));
  std::vector<int> front;
  for (const ScatterPoint& point : figure.front) front.push_back(point.trial);
  EXPECT_THAT(front, ElementsAre(0, 2, 4));  // by latency
  EXPECT_EQ(figure.others.size(), 2U);       // neither diverged nor infeasible ones
  EXPECT_EQ(figure.target_latency_ms, 15.0);
}

TEST(Scatter, ShowsATargetOnlyIfTheFitnessHasOne) {
  ReportSource source = fake_study();
  source.fitness.expression = "val_iou";
  EXPECT_FALSE(scatter_figure(source, leaderboard_rows(source)).target_latency_ms);
}

}  // namespace
}  // namespace efs::report
