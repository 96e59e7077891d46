#include "report/charts/recall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_study.h"

namespace efs::report {
namespace {

using testing::HasSubstr;
using testing::Not;

DrawnChart drawn(const ReportSource& source) {
  return draw_recall(source, leaderboard_rows(source));
}

TEST(RecallChart, IsOfTheModelInBest) {
  const DrawnChart chart = drawn(fake_faces_study());
  EXPECT_THAT(chart.html, HasSubstr("<section id=\"recall\""));
  EXPECT_THAT(chart.html, HasSubstr("(middle (lr 0.001), trial 2)"));
  EXPECT_THAT(chart.html, HasSubstr("0.450: it finds 80 of the 100 faces with 20 false alarms."));
  EXPECT_EQ(chart.data["points"].size(), 4U);
  EXPECT_EQ(chart.data["points"][1], Json({1, 0.6, 0.8}));
  EXPECT_EQ(chart.data["deployed"],
            Json({{"threshold", 0.45}, {"false_alarms", 20}, {"recall", 0.8}}));
  ASSERT_EQ(chart.plots.size(), 1U);
  EXPECT_EQ(chart.plots[0].file, "recall.svg");
}

TEST(RecallChart, IsNotThereForTheTaskSingle) {
  const DrawnChart chart = drawn(fake_study());
  EXPECT_EQ(chart.html, "");
  EXPECT_TRUE(chart.data.is_null());
  EXPECT_TRUE(chart.plots.empty());
}

TEST(RecallChart, NeedsNeitherAThresholdNorTheTrialsRow) {
  ReportSource source = fake_faces_study();
  source.winner_recall->deployed.reset();
  source.winner_recall->trial = 77;
  const DrawnChart chart = drawn(source);
  EXPECT_THAT(chart.html, HasSubstr("(trial 77)"));
  EXPECT_THAT(chart.html, Not(HasSubstr("threshold")));
  EXPECT_TRUE(chart.data["deployed"].is_null());
  source.winner_recall->points.clear();
  EXPECT_EQ(drawn(source).html, "");
}

TEST(RecallChart, EscapesTheNetworksName) {
  ReportSource source = fake_faces_study();
  source.history.trials[2].params["architecture"] = std::string("<script>alert(1)</script>");
  EXPECT_THAT(drawn(source).html, Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace efs::report
