#include "report/charts/stages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;
using testing::ElementsAre;

std::vector<int> survivors(const StageFigure& stage) {
  std::vector<int> trials;
  for (const StageCurve& curve : stage.curves) {
    if (curve.survivor) trials.push_back(curve.row.trial);
  }
  return trials;
}

std::vector<StageFigure> figures_of(const ReportSource& source) {
  return stage_figures(source, leaderboard_rows(source));
}

TEST(Stages, ShowWhoWentOn) {
  const ReportSource source = fake_study();
  const auto stages = figures_of(source);
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
  const ReportSource source = fake_study();
  const auto stages = figures_of(source);
  ASSERT_EQ(stages[0].curves[0].points.size(), 3U);
  ASSERT_EQ(stages[2].curves[0].points.size(), 8U);
  EXPECT_EQ(stages[2].curves[0].points.front()->epoch, 1);
  EXPECT_EQ(stages[2].curves[0].row.latency_ms, 5.0);
}

TEST(Stages, DrawOnlyTheLastRunOfATrialThatWasRestarted) {
  ReportSource source = fake_study();
  int epoch = 0;
  for (study::EpochRecord& record : source.history.trials[2].epochs) {
    if (record.stage == 2) record.epoch = ++epoch;
  }
  const auto stages = figures_of(source);
  const StageCurve& curve = stages[1].curves[0];
  ASSERT_EQ(curve.row.trial, 2);
  ASSERT_EQ(curve.points.size(), 3U);
  EXPECT_EQ(curve.points.front()->epoch, 1);
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

/// A rung study in which all trials wait at rung 1.
ReportSource at_the_first_rung() {
  ReportSource source = fake_study();
  for (search::Stage& stage : source.stages) stage.keep = 0;
  for (study::Trial& trial : source.history.trials) {
    trial.stage = 1;
    if (trial.epochs.size() > 3) trial.epochs.resize(3);
    if (trial.state == TrialState::kStopped || trial.state == TrialState::kCompleted) {
      trial.state = TrialState::kPaused;
    }
  }
  return source;
}

TEST(Rungs, HaveNoSurvivorBeforeATrialWentOn) {
  const auto stages = figures_of(at_the_first_rung());
  ASSERT_EQ(stages.size(), 1U);
  EXPECT_TRUE(stages[0].rung);
  EXPECT_FALSE(stages[0].last);
  EXPECT_TRUE(survivors(stages[0]).empty());
}

TEST(Rungs, HaveThoseThatWentOnAsSurvivors) {
  ReportSource source = at_the_first_rung();
  source.history.trials[3].stage = 2;
  EXPECT_THAT(survivors(figures_of(source)[0]), ElementsAre(3));
}

TEST(Rungs, EndWithAllThatReachedTheLast) {
  ReportSource source = fake_study();
  for (search::Stage& stage : source.stages) stage.keep = 0;
  const auto stages = figures_of(source);
  EXPECT_TRUE(stages[2].last);
  EXPECT_THAT(survivors(stages[2]), ElementsAre(2));
}

TEST(Rungs, AreSeveralStagesThatDoNotSayHowManyGoOn) {
  ReportSource source = fake_study();
  EXPECT_FALSE(by_rungs(source));
  source.stages = {{3, 0}, {6, 0}};
  EXPECT_TRUE(by_rungs(source));
  source.stages = {{6, 0}};
  EXPECT_FALSE(by_rungs(source));
  source.stages.clear();
  EXPECT_FALSE(by_rungs(source));
}

TEST(Stages, DrawNoMoreThanCanBeSeenButCountAll) {
  const auto stages = figures_of(fake_rung_study({.trials = 150, .workers = 2, .rungs = {2, 4}}));
  EXPECT_EQ(stages[0].trials, 150U);
  EXPECT_EQ(stages[0].curves.size(), kMostStageCurves);
}

}  // namespace
}  // namespace efs::report
