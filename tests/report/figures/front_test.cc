#include "report/figures/front.h"

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
  EXPECT_DOUBLE_EQ(*mean_best_iou({{2.0, 0.4, 0}, {5.0, 0.8, 1}}, 10.0),
                   (2 * 0.0 + 3 * 0.4 + 5 * 0.8) / 10.0);
}

TEST(Hypervolume, CountsNothingBeyondTheReference) {
  EXPECT_DOUBLE_EQ(*mean_best_iou({{2.0, 0.4, 0}, {12.0, 0.9, 1}}, 10.0), 0.32);
  EXPECT_EQ(*mean_best_iou({{12.0, 0.9, 1}}, 10.0), 0.0);
  EXPECT_EQ(*mean_best_iou({}, 10.0), 0.0);
}

TEST(Hypervolume, NeedsAReference) {
  const std::vector<search::FrontPoint> front{{2.0, 0.4, 0}};
  EXPECT_FALSE(mean_best_iou(front, 0.0));
  EXPECT_FALSE(mean_best_iou(front, -1.0));
  EXPECT_FALSE(mean_best_iou(front, std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(mean_best_iou(front, std::numeric_limits<double>::infinity()));
}

TEST(Hypervolume, StandsInTheRowsOfTheFrontOnly) {
  ReportSource source = fake_study();
  source.reference_latency_ms = 20.0;
  const auto rows = leaderboard_rows(source);
  const double small = *row_of(rows, 0).val_iou;   // 2 ms
  const double middle = *row_of(rows, 2).val_iou;  // 5 ms
  const double large = *row_of(rows, 4).val_iou;   // 10 ms
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

/// With a second target, on which the large network is the fastest.
ReportSource two_targets() {
  ReportSource source = fake_study();
  source.fitness.targets = {"pi4", "nano"};
  source.fitness.constraints = {"latency_ms.nano <= 8"};
  for (study::Trial& trial : source.history.trials) {
    const double latency_ms = trial.number == 4 ? 1.0 : 3.0 + trial.number;
    trial.other_latencies["nano"] = {.median_ms = latency_ms, .p90_ms = latency_ms};
  }
  return source;
}

TEST(Scatter, EachTargetHasAFrontOfItsOwn) {
  const ReportSource source = two_targets();
  const auto rows = leaderboard_rows(source);
  const auto figures = scatter_figures(source, rows);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].target, "pi4");
  EXPECT_EQ(figures[0].suffix, "");
  EXPECT_EQ(figures[0].front.size(), 3U);
  EXPECT_EQ(figures[1].target, "nano");
  EXPECT_EQ(figures[1].suffix, "-nano");
  EXPECT_EQ(figures[1].reference_latency_ms, 8.0);
  EXPECT_TRUE(figures[0].target_latency_ms);
  EXPECT_FALSE(figures[1].target_latency_ms);
  ASSERT_EQ(figures[1].front.size(), 1U);  // the fastest is the most accurate, too
  EXPECT_EQ(figures[1].front[0].trial, 4);
  EXPECT_EQ(figures[1].front[0].latency_ms, 1.0);
  EXPECT_TRUE(row_of(rows, 0).on_front) << "the rows stay those of the first target";
  EXPECT_EQ(row_of(rows, 0).latency_ms, 2.0);
}

TEST(Scatter, ShowsTheTargetLatencyWhereTheFitnessReadsThatTarget) {
  ReportSource source = two_targets();
  source.fitness.expression = "val_iou - latency_ms.nano / target_latency_ms";
  const auto figures = scatter_figures(source, leaderboard_rows(source));
  EXPECT_FALSE(figures[0].target_latency_ms);
  EXPECT_EQ(figures[1].target_latency_ms, 15.0);
}

TEST(Scatter, NamesEachTrialTheKneeAndTheWorth) {
  const ReportSource source = fake_study();
  const auto rows = leaderboard_rows(source);
  const ScatterFigure figure = scatter_figure(source, rows);
  EXPECT_EQ(figure.front[0].label, "small (lr 0.001)");
  EXPECT_FALSE(figure.front[0].knee);
  EXPECT_TRUE(figure.front[1].knee);
  EXPECT_EQ(figure.hypervolume, row_of(rows, 2).hypervolume);
  EXPECT_EQ(figure.reference_latency_ms, 30.0);
}

}  // namespace
}  // namespace efs::report
