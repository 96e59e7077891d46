#include "report/charts/importance.h"

#include <gtest/gtest.h>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

search::Importance figure_of(const ReportSource& source) {
  return importance_figure(source, leaderboard_rows(source));
}

TEST(ImportanceFigure, IsOfTheTrialsThatHaveAFitness) {
  const ReportSource source = fake_rung_study();
  const search::Importance importance = figure_of(source);
  int judged = 0;
  for (const LeaderboardRow& row : leaderboard_rows(source)) judged += row.fitness ? 1 : 0;
  EXPECT_EQ(importance.trials, judged);
  EXPECT_LT(judged, 60);
  // By construction: the architecture most, then the learning rate; the head does nothing.
  ASSERT_EQ(importance.shares.size(), 4U);
  EXPECT_EQ(importance.shares[0].name, "architecture");
  EXPECT_EQ(importance.shares[1].name, "learning_rate");
}

TEST(ImportanceFigure, MindsTheDirectionOfTheFitness) {
  ReportSource source = fake_rung_study();
  const search::Importance best = figure_of(source);
  source.fitness.expression = "-(" + source.fitness.expression + ")";
  source.fitness.direction = search::Direction::kMinimize;
  const search::Importance same = figure_of(source);
  ASSERT_EQ(same.shares.size(), best.shares.size());
  for (std::size_t i = 0; i < best.shares.size(); ++i) {
    EXPECT_EQ(same.shares[i].name, best.shares[i].name);
    EXPECT_NEAR(same.shares[i].share, best.shares[i].share, 1e-12);
  }
  source.fitness.direction = search::Direction::kMaximize;  // of the worst
  EXPECT_NE(figure_of(source).shares[0].share, best.shares[0].share);
}

TEST(ImportanceFigure, SaysNothingOfFewTrials) {
  EXPECT_TRUE(figure_of(fake_study()).shares.empty());
}

}  // namespace
}  // namespace efs::report
