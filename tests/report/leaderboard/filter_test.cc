#include "report/leaderboard/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "report/charts/charts.h"
#include "report/fake_rung_study.h"
#include "report/fake_study.h"
#include "support/message_of.h"

namespace efs::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LeaderboardRow row(int trial, const std::string& architecture, double latency_ms) {
  LeaderboardRow made;
  made.trial = trial;
  made.architecture = architecture;
  made.latency_ms = latency_ms;
  made.learning_rate = 0.001;
  made.choices = {{"head", "center"}, {"tap", trial % 2 == 0 ? "8" : "16"}};
  made.metrics.set("val_iou", 0.5 + 0.1 * trial);
  made.state = trial == 1 ? study::TrialState::kStopped : study::TrialState::kCompleted;
  return made;
}

Rows rows() {
  Rows made{row(0, "resnet18", 3.0), row(1, "resnet34", 7.0), row(2, "mobilenet_v2", 1.5),
            row(3, "alexnet", 9.0)};
  made[3].latency_ms.reset();
  return made;
}

std::vector<int> kept(const std::string& filter) {
  const Rows all = rows();
  const RowFilter wanted(filter, all);
  std::vector<int> trials;
  for (const LeaderboardRow& one : all) {
    if (wanted.matches(one)) trials.push_back(one.trial);
  }
  return trials;
}

TEST(RowFilter, KeepsAllWithoutACondition) {
  EXPECT_THAT(kept(""), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(kept("   "), ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(RowFilter(" ", rows()).is_empty());
}

TEST(RowFilter, FindsWordsInTheLabel) {
  EXPECT_THAT(kept("resnet"), ElementsAre(0, 1));
  EXPECT_THAT(kept("resnet 18"), ElementsAre(0));
  EXPECT_THAT(kept("nothing"), ElementsAre());
}

TEST(RowFilter, ComparesTexts) {
  EXPECT_THAT(kept("architecture=resnet18"), ElementsAre(0));
  EXPECT_THAT(kept("architecture=*net*"), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(kept("architecture=res*4"), ElementsAre(1));
  EXPECT_THAT(kept("architecture!=res*"), ElementsAre(2, 3));
  EXPECT_THAT(kept("state=stopped"), ElementsAre(1));
  EXPECT_THAT(kept("head=center tap=8"), ElementsAre(0, 2));
}

TEST(RowFilter, ComparesNumbers) {
  EXPECT_THAT(kept("latency_ms<3"), ElementsAre(2));
  EXPECT_THAT(kept("latency_ms<=3"), ElementsAre(0, 2));
  EXPECT_THAT(kept("latency_ms>3"), ElementsAre(1));
  EXPECT_THAT(kept("val_iou>=0.7"), ElementsAre(2, 3));
  EXPECT_THAT(kept("trial=2"), ElementsAre(2));
  EXPECT_THAT(kept("trial!=2"), ElementsAre(0, 1, 3));
  EXPECT_THAT(kept("tap>8"), ElementsAre(1, 3));
  EXPECT_THAT(kept("learning_rate=1e-3"), ElementsAre(0, 1, 2, 3));
}

TEST(RowFilter, SaysWhatIsWrong) {
  EXPECT_THAT(message_of([] { kept("latenzy_ms<3"); }), HasSubstr("latency_ms"));
  EXPECT_THAT(message_of([] { kept("latency_ms<fast"); }), HasSubstr("latency_ms<0.5"));
  EXPECT_THAT(message_of([] { kept("latency_ms<nan"); }), HasSubstr("a number"));
  EXPECT_THAT(kept("=x"), ElementsAre());  // a word
  EXPECT_THAT(kept("!"), ElementsAre());
}

TEST(RowFilter, TakesNoTimeForManyStars) {
  Rows all = rows();
  all[0].architecture = std::string(5000, 'a');
  const RowFilter wanted("architecture=*a*a*a*a*a*a*a*a*a*b", all);
  EXPECT_FALSE(wanted.matches(all[0]));
}

// Whatever is left, each chart can be drawn of it.
TEST(RowFilter, LeavesAStudyThatChartsCanDraw) {
  for (const ReportSource& source :
       {fake_study(), fake_rung_study({.trials = 60, .workers = 4, .rungs = {3, 9, 27}})}) {
    const Rows all = leaderboard_rows(source);
    for (const char* text : {"trial>2", "state=completed", "trial=4", "trial=5", "nothing"}) {
      const RowFilter wanted(text, all);
      Rows some;
      for (const LeaderboardRow& one : all) {
        if (wanted.matches(one)) some.push_back(one);
      }
      const ReportSource left = only(source, some);
      EXPECT_EQ(left.history.trials.size(), some.size());
      EXPECT_EQ(draw_charts(left, some).size(), charts().size()) << text;
    }
  }
}

}  // namespace
}  // namespace efs::report
