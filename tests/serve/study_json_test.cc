#include "serve/study_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/charts/charts.h"
#include "serve/fake_reader.h"
#include "serve/leaderboard_columns.h"

namespace efs::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StudyJsonTest : public testing::Test {
 protected:
  StudyJsonTest() { reader_.refresh(); }
  StudyView view() const { return reader_.view(); }
  /// One column of the leaderboard.
  std::vector<Json> column(const std::string& name, const LeaderboardQuery& query) const {
    const Json board = leaderboard_json(view(), query);
    std::vector<Json> values;
    for (std::size_t i = 0; i < board["columns"].size(); ++i) {
      if (board["columns"][i]["name"] != name) continue;
      for (const Json& row : board["rows"]) values.push_back(row[i]);
    }
    return values;
  }

  FakeStudy fake_;
  FakeReader reader_{fake_};
};

TEST_F(StudyJsonTest, HasEachChartOfTheReport) {
  const Json json = charts_json(view(), "");
  ASSERT_EQ(json["charts"].size(), report::charts().size());
  for (std::size_t i = 0; i < report::charts().size(); ++i) {
    EXPECT_EQ(json["charts"][i]["key"], report::charts()[i].key);
  }
  EXPECT_EQ(json["trials"], view().rows.size());
  EXPECT_THAT(json["result"].get<std::string>(), HasSubstr("is the best of"));
}

TEST_F(StudyJsonTest, AFilterCountsForChartsAndLeaderboard) {
  EXPECT_EQ(charts_json(view(), "architecture=middle")["trials"], 2);
  EXPECT_EQ(leaderboard_json(view(), {.filter = "architecture=middle"})["count"], 2);
}

TEST_F(StudyJsonTest, TheLeaderboardIsSortedWithUnknownValuesLast) {
  EXPECT_THAT(column("trial", {.sort = "trial"}), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(column("trial", {.sort = "trial", .descending = true}),
              ElementsAre(7, 6, 5, 4, 3, 2, 1, 0));
  for (const bool descending : {false, true}) {
    const auto fitness = column("fitness", {.sort = "fitness", .descending = descending});
    bool is_known = true;
    for (const Json& value : fitness) {
      EXPECT_TRUE(is_known || value.is_null());
      is_known = !value.is_null();
    }
    EXPECT_TRUE(fitness.back().is_null());  // the infeasible ones have none
  }
}

TEST_F(StudyJsonTest, TheLeaderboardComesInPages) {
  EXPECT_THAT(column("trial", {.sort = "trial", .from = 2, .count = 3}), ElementsAre(2, 3, 4));
  EXPECT_THAT(column("trial", {.sort = "trial", .from = 7, .count = 3}), ElementsAre(7));
  EXPECT_THAT(column("trial", {.sort = "trial", .from = 99, .count = 3}), ElementsAre());
  EXPECT_THAT(column("trial", {.from = SIZE_MAX, .count = SIZE_MAX}), ElementsAre());
  EXPECT_THROW(leaderboard_json(view(), {.sort = "beauty"}), UsageError);
}

TEST_F(StudyJsonTest, ATrialHasItsCurveAndTheCommandThatExportsIt) {
  const Json trial = trial_json(view(), 2, "/tmp/my runs/a");
  EXPECT_EQ(trial["is_best"], true);
  EXPECT_EQ(trial["curve"].size(), 8U);
  EXPECT_EQ(trial["epochs"]["rows"].size(), 8U);
  EXPECT_EQ(trial["epochs"]["rows"][0].size(), trial["epochs"]["columns"].size());
  EXPECT_EQ(trial["commands"][0]["command"], "efs export '/tmp/my runs/a:2'");
  EXPECT_THAT(trial["html"].get<std::string>(), HasSubstr("Latency measurements"));
  EXPECT_THROW(trial_json(view(), 99, "a"), std::out_of_range);
  EXPECT_THROW(trial_json(view(), -1, "a"), std::out_of_range);
}

TEST_F(StudyJsonTest, ATrialWithoutAnEpochHasNoModelToExport) {
  EXPECT_TRUE(trial_json(view(), 6, "a")["commands"].empty());
}

TEST_F(StudyJsonTest, TheFrontGoesFromTheFastest) {
  const Json front = front_json(view());
  ASSERT_GE(front["points"].size(), 2U);
  for (std::size_t i = 1; i < front["points"].size(); ++i) {
    EXPECT_LT(front["points"][i - 1]["latency_ms"], front["points"][i]["latency_ms"]);
    EXPECT_LT(front["points"][i - 1]["accuracy"], front["points"][i]["accuracy"]);
  }
}

TEST_F(StudyJsonTest, LiveHasTheCurvesOfRunningTrials) {
  EXPECT_TRUE(live_json(view())["curves"].empty());
  fake_.source.history.trials[2].state = study::TrialState::kRunning;
  reader_.refresh();
  const Json live = live_json(view());
  EXPECT_EQ(live["curves"]["2"].size(), 8U);
  EXPECT_FALSE(live["log"].empty());
}

}  // namespace
}  // namespace efs::serve
