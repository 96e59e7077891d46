#include "report/charts/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"
#include "report/page/assets.h"

namespace efs::report {
namespace {

using testing::HasSubstr;

Json data_of(const ReportSource& source) {
  return chart_data(source, draw_charts(source, leaderboard_rows(source)));
}

TEST(Charts, HaveTheirSectionAndWhereTheBrowserDrawsTheirScript) {
  ReportSource source = fake_rung_study();
  source.winner_recall = fake_recall();
  source.stages_of = [](const study::Trial&) { return std::vector<NetworkStage>(1); };
  const std::vector<DrawnChart> drawn = draw_charts(source, leaderboard_rows(source));
  ASSERT_EQ(drawn.size(), charts().size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const Chart& chart = charts()[i];
    if (!drawn[i].data.is_null()) {
      EXPECT_THAT(std::string(charts_js()),
                  HasSubstr("drawings." + std::string(chart.key) + " = "));
    }
    EXPECT_THAT(drawn[i].html, HasSubstr("<section id=\"" + std::string(chart.section) + "\""));
  }
}

TEST(ChartData, HasEveryFigure) {
  const Json data = data_of(fake_rung_study());
  ASSERT_EQ(data["scatters"].size(), 1U);
  const Json& scatter = data["scatters"][0];
  EXPECT_EQ(scatter["front"].size() + scatter["others"].size(), 58U);
  EXPECT_GT(data["progress"]["points"].size(), 5U);
  EXPECT_EQ(data["importance"].size(), 4U);
  EXPECT_EQ(data["parallel"]["axes"].size(), 7U);
  EXPECT_EQ(data["rungs"]["name"], "rung");
  EXPECT_EQ(data["rungs"]["rungs"].size(), 3U);
  EXPECT_EQ(data["learning"].size(), 60U);
  EXPECT_EQ(data["timeline"]["workers"].size(), 4U);
  EXPECT_EQ(data["stages"].size(), 3U);
}

TEST(ChartData, HasNullForWhatIsNoNumber) {
  const Json data = data_of(fake_study());
  for (const Json& curve : data["stages"][0]["curves"]) {
    if (curve["trial"] == 1) EXPECT_EQ(curve["points"][1], Json({2, nullptr, nullptr}));
  }
}

TEST(ChartData, HasNumbersAsShortAsAPixelNeeds) {
  ReportSource source = fake_study();
  source.history.trials[2].epochs[7].metrics.set("val_iou", 0.74123456789);
  const Json data = data_of(source);
  EXPECT_EQ(data["learning"][0]["points"][7], Json({8, 0.741235}));
}

TEST(ChartData, CountsTimeInAUnitThatFits) {
  const Json progress = data_of(fake_study())["progress"];
  EXPECT_EQ(progress["axis"], "minutes since the first epoch began");
  EXPECT_NEAR(progress["points"][0]["x"].get<double>(), 12.5 / 60.0, 1e-6);
}

TEST(ChartData, HasABarForWhatAWorkerTrained) {
  const Json timeline = data_of(fake_study())["timeline"];
  // worker, from s, to s, trial, stage, first and last epoch, epochs, runs
  EXPECT_EQ(timeline["bars"][0], Json({0, 0.0, 37.5, 0, 1, 1, 3, 3, 1}));
  EXPECT_EQ(timeline["labels"]["0"], "small (lr 0.001)");
}

}  // namespace
}  // namespace efs::report
