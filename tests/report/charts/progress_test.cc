#include "report/charts/progress.h"

#include <gtest/gtest.h>

#include <limits>

#include "report/charts/scatter.h"
#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

ProgressFigure figure_of(const ReportSource& source) {
  return progress_figure(source, leaderboard_rows(source));
}

/// One trial of 10 ms, then one of 5 ms; each has epochs of 10 s, one after the other.
ReportSource two_trials() {
  ReportSource source;
  source.reference_latency_ms = 20.0;
  source.fitness.expression = "val_iou";
  double now_s = 1000.0;
  for (const double latency_ms : {10.0, 5.0}) {
    study::Trial trial;
    trial.number = static_cast<int>(source.history.trials.size());
    trial.params = {{"architecture", std::string("net")}, {"learning_rate", 0.001}};
    trial.cost = study::TrialCost{.latencies = {{study::kFirstTarget, {.median_ms = latency_ms}}}};
    trial.state = study::TrialState::kPaused;
    for (int epoch = 1; epoch <= 3; ++epoch) {
      const double iou =
          latency_ms == 10.0 ? 0.2 * epoch : 0.1 * epoch;  // 0.2 0.4 0.6, 0.1 0.2 0.3
      now_s += 10.0;
      trial.epochs.push_back({.epoch = epoch,
                              .metrics = {{"val_loss", 1.0}, {"val_iou", iou}},
                              .seconds = 10.0,
                              .finished_unix_s = now_s});
    }
    source.history.trials.push_back(trial);
  }
  return source;
}

TEST(Progress, GrowsWithEachEpochThatMadeTheFrontBetter) {
  const ProgressFigure figure = figure_of(two_trials());
  EXPECT_TRUE(figure.by_time);
  ASSERT_EQ(figure.points.size(), 7U);
  EXPECT_EQ(figure.points[0].x, 10.0);
  EXPECT_DOUBLE_EQ(figure.points[0].hypervolume, 0.2 * 10 / 20);
  EXPECT_DOUBLE_EQ(figure.points[2].hypervolume, 0.6 * 10 / 20);
  EXPECT_DOUBLE_EQ(figure.points[2].best_accuracy, 0.6);
  // 5 to 10 ms is the second trial's.
  EXPECT_EQ(figure.points[3].x, 40.0);
  EXPECT_DOUBLE_EQ(figure.points[3].hypervolume, (0.1 * 5 + 0.6 * 10) / 20);
  EXPECT_DOUBLE_EQ(figure.points[3].best_accuracy, 0.6);
  EXPECT_EQ(figure.points[3].trial, 1);
  EXPECT_EQ(figure.points[3].label, "net (lr 0.001)");
  EXPECT_EQ(figure.points[3].epoch, 1);
}

TEST(Progress, LeavesOutEpochsThatMadeNothingBetterButReachesTheLast) {
  ReportSource source = two_trials();
  source.history.trials[0].epochs[1].metrics.set("val_iou", 0.15);
  source.history.trials[1].epochs[2].metrics.set("val_iou",
                                                 std::numeric_limits<double>::quiet_NaN());
  const ProgressFigure figure = figure_of(source);
  std::vector<double> x;
  for (const ProgressPoint& point : figure.points) x.push_back(point.x);
  EXPECT_EQ(x, (std::vector<double>{10.0, 30.0, 40.0, 50.0, 60.0}));
  EXPECT_EQ(figure.points[3].hypervolume, figure.points[4].hypervolume);
}

TEST(Progress, EndsWithTheHypervolumeOfTheFront) {
  for (const ReportSource& source : {fake_study(), fake_rung_study()}) {
    const auto rows = leaderboard_rows(source);
    const ScatterFigure scatter = scatter_figures(source, rows).front();
    const ProgressFigure figure = progress_figure(source, rows);
    ASSERT_FALSE(figure.points.empty());
    EXPECT_NEAR(figure.points.back().hypervolume, *scatter.hypervolume, 1e-12);
    for (std::size_t i = 1; i < figure.points.size(); ++i) {
      EXPECT_GE(figure.points[i].x, figure.points[i - 1].x);
      EXPECT_GE(figure.points[i].hypervolume, figure.points[i - 1].hypervolume);
    }
  }
}

TEST(Progress, CountsEpochsWhereATimeIsNotKnown) {
  ReportSource source = two_trials();
  source.history.trials[0].epochs[1].finished_unix_s = 0.0;
  for (study::EpochRecord& record : source.history.trials[1].epochs) record.stage = 2;
  const ProgressFigure figure = figure_of(source);
  EXPECT_FALSE(figure.by_time);
  ASSERT_FALSE(figure.points.empty());
  EXPECT_EQ(figure.points.front().x, 1.0);
  EXPECT_EQ(figure.points.back().x, 6.0);
}

TEST(Progress, IsOfTheRunThatCounts) {
  ReportSource source = two_trials();
  study::Trial& trial = source.history.trials[0];
  trial.restart = true;
  trial.stage = 2;
  trial.epochs[2].stage = 2;  // 0.6, the only one since it began anew
  trial.epochs[2].epoch = 1;
  const ProgressFigure figure = figure_of(source);
  ASSERT_FALSE(figure.points.empty());
  EXPECT_EQ(figure.points[0].x, 30.0);
  EXPECT_EQ(figure.points[0].best_accuracy, 0.2 * 3);
}

TEST(Progress, IgnoresTrialsThatAreRuledOut) {
  ReportSource source = two_trials();
  source.history.trials[0].state = study::TrialState::kFailed;
  const ProgressFigure figure = figure_of(source);
  ASSERT_EQ(figure.points.size(), 4U);
  EXPECT_EQ(figure.points[0].trial, 1);
  EXPECT_EQ(figure.points[0].x, 40.0);  // since the first epoch of all
}

TEST(Progress, IsEmptyWithoutAReferenceOrTrials) {
  ReportSource source = two_trials();
  source.reference_latency_ms = 0.0;
  EXPECT_TRUE(figure_of(source).points.empty());
  source = two_trials();
  source.history.trials.clear();
  EXPECT_TRUE(figure_of(source).points.empty());
}

TEST(Progress, HasNoMorePointsThanCanBeSeen) {
  ReportSource source = two_trials();
  study::Trial& trial = source.history.trials[0];
  const study::EpochRecord first = trial.epochs[0];
  trial.epochs.clear();
  for (int epoch = 1; epoch <= 2000; ++epoch) {
    trial.epochs.push_back(first);
    trial.epochs.back().epoch = epoch;
    trial.epochs.back().metrics.set("val_iou", epoch / 4000.0);
    trial.epochs.back().finished_unix_s = 1000.0 + epoch;
  }
  const ProgressFigure figure = figure_of(source);
  EXPECT_EQ(figure.points.size(), kMostProgressPoints);
  EXPECT_DOUBLE_EQ(figure.points.back().best_accuracy, 0.5);
}

}  // namespace
}  // namespace efs::report
