#include "report/charts/rungs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;

RungFigure figure_of(const ReportSource& source) {
  return rung_figure(source, leaderboard_rows(source));
}

const RungLine* line_of(const RungFigure& figure, int trial) {
  for (const RungLine& line : figure.lines) {
    if (line.row.trial == trial) return &line;
  }
  return nullptr;
}

TEST(Rungs, CountWhatBecameOfTheTrialsThatReachedThem) {
  const RungFigure figure = figure_of(fake_study());
  ASSERT_EQ(figure.rungs.size(), 3U);
  EXPECT_EQ(figure.rungs[0].epochs, 3);
  EXPECT_EQ(figure.rungs[0].reached, 6);  // the infeasible ones never began
  EXPECT_EQ(figure.rungs[0].went_on, 2);
  EXPECT_EQ(figure.rungs[0].stopped, 3);
  EXPECT_EQ(figure.rungs[0].ruled_out, 1);
  EXPECT_EQ(figure.rungs[1].reached, 2);
  EXPECT_EQ(figure.rungs[1].went_on, 1);
  EXPECT_EQ(figure.rungs[2].reached, 1);
  EXPECT_EQ(figure.rungs[2].completed, 1);
}

TEST(Rungs, CountATrialThatWaitsForAWorker) {
  ReportSource source = fake_study();
  study::Trial& promoted = source.history.trials[4];
  promoted.stage = 3;
  promoted.state = TrialState::kQueued;
  const RungFigure figure = figure_of(source);
  EXPECT_EQ(figure.rungs[1].went_on, 2);
  EXPECT_EQ(figure.rungs[2].reached, 2);
  EXPECT_EQ(figure.rungs[2].under_way, 1);
}

TEST(Rungs, AreTheSumOfTheirParts) {
  const RungFigure figure = figure_of(fake_rung_study());
  EXPECT_TRUE(figure.by_rungs);
  EXPECT_EQ(figure.rungs[0].reached, 60);
  for (std::size_t i = 0; i < figure.rungs.size(); ++i) {
    const RungCounts& rung = figure.rungs[i];
    EXPECT_EQ(rung.reached,
              rung.went_on + rung.completed + rung.under_way + rung.stopped + rung.ruled_out);
    if (i > 0) EXPECT_EQ(rung.reached, figure.rungs[i - 1].went_on);
  }
}

TEST(RungLines, PassThroughEachRungThatATrialFinished) {
  const RungFigure figure = figure_of(fake_study());
  const RungLine* winner = line_of(figure, 2);
  ASSERT_NE(winner, nullptr);
  EXPECT_EQ(trial_label(winner->row), "middle (lr 0.001)");
  EXPECT_EQ(winner->promotions, 2);
  ASSERT_EQ(winner->values.size(), 3U);
  const auto fitness_at = [](int epoch) {
    return 0.75 * (1.0 - std::exp(-0.5 * epoch)) * std::pow(5.0 / 15.0, -0.07);
  };
  EXPECT_NEAR(winner->values[0].fitness, fitness_at(3), 1e-12);
  EXPECT_NEAR(winner->values[1].fitness, fitness_at(6), 1e-12);
  EXPECT_NEAR(winner->values[2].fitness, fitness_at(8), 1e-12);
  EXPECT_EQ(line_of(figure, 0)->promotions, 0);
  EXPECT_EQ(line_of(figure, 0)->values.size(), 1U);
}

TEST(RungLines, TakeTheEpochThatTheFitnessJudges) {
  ReportSource source = fake_study();
  source.fitness.expression = "val_iou";
  source.history.trials[2].epochs[0].metrics.set("val_iou", 0.9);
  EXPECT_EQ(line_of(figure_of(source), 2)->values[0].fitness, 0.9);
  source.fitness.epoch_choice = search::EpochChoice::kLast;
  EXPECT_EQ(line_of(figure_of(source), 2)->values[0].fitness,
            source.history.trials[2].epochs[2].metrics.value("val_iou"));
}

TEST(RungLines, LeaveOutWhatIsNotFinished) {
  ReportSource source = fake_study();
  source.history.trials[4].state = TrialState::kRunning;  // in stage 2
  const RungFigure figure = figure_of(source);
  EXPECT_EQ(line_of(figure, 4)->values.size(), 1U);
  EXPECT_EQ(line_of(figure, 1), nullptr);  // diverged in stage 1
}

TEST(RungLines, AreAsManyAsCanBeSeen) {
  const RungFigure figure =
      figure_of(fake_rung_study({.trials = 300, .workers = 3, .rungs = {2, 4}}));
  EXPECT_EQ(figure.lines.size(), kMostRungLines);
  EXPECT_GT(figure.trials, kMostRungLines);
}

TEST(RungFigure, IsEmptyForOneRungAndBeforeTheFirstEpoch) {
  ReportSource source = fake_study();
  source.history.trials.clear();
  EXPECT_TRUE(figure_of(source).rungs.empty());
  source = fake_rung_study({.trials = 10, .workers = 1, .rungs = {2}});
  EXPECT_TRUE(figure_of(source).rungs.empty());
}

}  // namespace
}  // namespace efs::report
