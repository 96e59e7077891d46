#include "report/charts/networks.h"

#include <gmock/gmock.h>

#include "report/fake_rung_study.h"
#include "report/xml_check.h"

namespace efs::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ReportSource source_with_stages() {
  ReportSource source = fake_rung_study();
  source.latency_models.clear();
  source.stages_of = [](const study::Trial&) {
    return std::vector<NetworkStage>{{"stride 4", 3, 16, 3'000'000, {1.0, 0.0}},
                                     {"stride 8", 1, 64, 1'000'000, {0.0, 1.0}},
                                     {"head", 2, 0, 500'000, {0.0, 0.0}}};
  };
  return source;
}

std::string html_of(const ReportSource& source) {
  return draw_networks(source, leaderboard_rows(source)).html;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(NetworkDrawings, AreOfTheFront) {
  const ReportSource source = source_with_stages();
  std::size_t front = 0;
  for (const LeaderboardRow& row : leaderboard_rows(source)) {
    front += row.on_front || (row.rank == 1 && row.fitness) ? 1 : 0;
  }
  ASSERT_GT(front, 1U);
  const std::string html = html_of(source);
  EXPECT_EQ(count_of(html, "<svg "), std::min<std::size_t>(front, 12));
  EXPECT_THAT(html, HasSubstr("stride 4: 3 convolutions, 16 channels, 3 M MACs</title>"));
  EXPECT_THAT(html, AllOf(HasSubstr("multiply-accumulates"), Not(HasSubstr(" ms</title>"))));
}

TEST(NetworkDrawings, ShowTimesWhereAModelKnowsThem) {
  ReportSource source = source_with_stages();
  source.latency_models[""] = {.cost_ms = {0.25, 0.75}};
  const std::string html = html_of(source);
  EXPECT_THAT(html, AllOf(HasSubstr("about 0.25 ms</title>"), HasSubstr("about 0.75 ms</title>"),
                          HasSubstr("predicted time")));
  source.latency_models[""] = {.cost_ms = {1.0}};  // of another version
  EXPECT_THAT(html_of(source), Not(HasSubstr(" ms</title>")));
}

TEST(NetworkDrawings, AreLeftOutWhereNothingIsKnown) { EXPECT_EQ(html_of(fake_rung_study()), ""); }

}  // namespace
}  // namespace efs::report
