#include "report/charts/learning.h"

#include <gtest/gtest.h>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;

LearningFigure figure_of(const ReportSource& source) {
  return learning_figure(source, leaderboard_rows(source));
}

const LearningCurve& curve_of(const LearningFigure& figure, int trial) {
  for (const LearningCurve& curve : figure.curves) {
    if (curve.row.trial == trial) return curve;
  }
  throw std::out_of_range("no such trial");
}

TEST(Learning, ShowsEveryTrialToItsLastEpoch) {
  const LearningFigure figure = figure_of(fake_study());
  ASSERT_EQ(figure.curves.size(), 6U);
  EXPECT_EQ(figure.curves.front().row.trial, 2);  // the winner
  EXPECT_EQ(curve_of(figure, 2).points.size(), 8U);
  EXPECT_EQ(curve_of(figure, 4).points.size(), 6U);
  EXPECT_EQ(curve_of(figure, 1).points.size(), 1U);  // its second epoch is no number
}

TEST(Learning, SaysHowAndWhyACurveEnds) {
  ReportSource source = fake_study();
  source.history.trials[3].state = TrialState::kPaused;
  const LearningFigure figure = figure_of(source);
  EXPECT_EQ(curve_of(figure, 2).end, CurveEnd::kCompleted);
  EXPECT_EQ(curve_of(figure, 3).end, CurveEnd::kUnderWay);
  EXPECT_EQ(curve_of(figure, 4).end, CurveEnd::kStopped);
  EXPECT_EQ(curve_of(figure, 4).row.reason, "not among the best 1 of stage 2");
  EXPECT_EQ(curve_of(figure, 1).end, CurveEnd::kRuledOut);
  EXPECT_EQ(curve_of(figure, 1).row.reason, "the loss of epoch 2 is not finite");
}

TEST(Learning, ShowsTheRunThatCounts) {
  ReportSource source = fake_study();
  study::Trial& trial = source.history.trials[2];
  trial.restart = true;
  EXPECT_EQ(curve_of(figure_of(source), 2).points.size(), 2U);  // of stage 3
}

TEST(Learning, DrawsAsManyAsCanBeSeen) {
  const LearningFigure figure =
      figure_of(fake_rung_study({.trials = 400, .workers = 3, .rungs = {2, 4}}));
  EXPECT_EQ(figure.trials, 400U);
  EXPECT_EQ(figure.curves.size(), kMostLearningCurves);
}

}  // namespace
}  // namespace efs::report
