#include "report/charts/scatter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_study.h"
#include "report/leaderboard/front.h"

namespace efs::report {
namespace {

using testing::ElementsAre;

const LeaderboardRow& row_of(const std::vector<LeaderboardRow>& rows, int trial) {
  for (const LeaderboardRow& row : rows) {
    if (row.trial == trial) return row;
  }
  throw std::out_of_range("no such trial");
}

/// On the first target.
ScatterFigure figure_of(const ReportSource& source) {
  return scatter_figures(source, leaderboard_rows(source)).front();
}

TEST(Scatter, SeparatesTheFront) {
  const ReportSource source = fake_study();
  const ScatterFigure figure = figure_of(source);
  std::vector<int> front;
  for (const LeaderboardRow& point : figure.front) front.push_back(point.trial);
  EXPECT_THAT(front, ElementsAre(0, 2, 4));  // by latency
  EXPECT_EQ(figure.others.size(), 2U);       // neither diverged nor infeasible ones
  EXPECT_EQ(figure.target_latency_ms, 15.0);
}

TEST(Scatter, ShowsATargetOnlyIfTheFitnessHasOne) {
  ReportSource source = fake_study();
  source.fitness.expression = "val_iou";
  EXPECT_FALSE(figure_of(source).target_latency_ms);
}

/// With a second target, on which the large network is the fastest.
ReportSource two_targets() {
  ReportSource source = fake_study();
  source.fitness.target_names = {"pi4", "nano"};
  source.fitness.constraints = {"latency_ms.nano <= 8"};
  for (study::Trial& trial : source.history.trials) {
    const double latency_ms = trial.number == 4 ? 1.0 : 3.0 + trial.number;
    trial.cost->latencies["nano"] = {.median_ms = latency_ms, .p90_ms = latency_ms};
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
  const ScatterFigure figure = figure_of(source);
  EXPECT_EQ(trial_label(figure.front[0]), "small (lr 0.001)");
  EXPECT_FALSE(figure.front[0].knee);
  EXPECT_TRUE(figure.front[1].knee);
  EXPECT_EQ(figure.hypervolume, row_of(rows, 2).hypervolume);
  EXPECT_EQ(figure.reference_latency_ms, 30.0);
}

}  // namespace
}  // namespace efs::report
