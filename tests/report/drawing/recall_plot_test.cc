#include "report/drawing/recall_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/xml_check.h"

namespace efs::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::pair<double, double>> corners(const Series& series) {
  std::vector<std::pair<double, double>> corners;
  for (const PlotPoint& point : series.points) corners.emplace_back(point.x, point.y);
  return corners;
}

using Corners = std::vector<std::pair<double, double>>;

TEST(RecallPlot, GoesByStepsFromOneFalseAlarmOn) {
  const Plot plot =
      recall_plot({{.name = "a", .points = {{0, 0.2, 9}, {1, 0.3, 8}, {4, 0.5, 7}, {9, 0.5, 1}}},
                   {.name = "b", .points = {{0, 0.2, 9}, {6, 0.4, 8}}},
                   {.name = "c", .points = {{3, 0.1, 9}}},
                   {.name = "d", .points = {}}},
                  10, 20);
  ASSERT_EQ(plot.series.size(), 4U);
  EXPECT_EQ(corners(plot.series[0]), (Corners{{1, 0.3}, {4, 0.3}, {4, 0.5}, {9, 0.5}, {9, 0.5}}));
  EXPECT_EQ(corners(plot.series[1]), (Corners{{1, 0.2}, {6, 0.2}, {6, 0.4}}));
  EXPECT_FALSE(plot.series[1].markers);
  EXPECT_TRUE(plot.series[2].markers);  // a line of one point cannot be seen
  EXPECT_THAT(plot.x_label, HasSubstr("10 images"));
  EXPECT_THAT(plot.y_label, HasSubstr("20 faces"));
  EXPECT_EQ(xml_fault(to_svg(plot)), "");
}

TEST(RecallPlot, MarksThresholdsInTheColourOfTheirCurve) {
  const detect::OperatingPoint mark{
      .threshold = 0.4, .right = 5, .false_alarms = 0, .faces = 20, .images = 10};
  const Plot plot = recall_plot({{.name = "a", .points = {{0, 0.2, 9}}},
                                 {.name = "b",
                                  .points = {{0, 0.25, 9}, {7, 0.5, 1}},
                                  .mark = mark,
                                  .mark_label = "own threshold 0.4"}},
                                10, 20);
  ASSERT_EQ(plot.series.size(), 3U);
  EXPECT_EQ(plot.series[2].colour, plot.series[1].colour);
  EXPECT_EQ(corners(plot.series[2]), (Corners{{1, 0.25}}));
  EXPECT_THAT(to_svg(plot), HasSubstr(">own threshold 0.4</text>"));
}

TEST(RecallPlot, IsWellFormedWhateverTheNames) {
  const Plot plot = recall_plot(
      {{.name = "</svg><script>\x1b\xff" + std::string(300, '&'), .points = {{0, 0.2, 9}}}}, 10,
      20);
  const std::string svg = to_svg(plot);
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_LT(plot.series[0].label.size(), 40U);
}

TEST(RecallPlot, SaysThatThereIsNothing) {
  EXPECT_THAT(to_svg(recall_plot({{.name = "a"}}, 10, 0)), HasSubstr("no data yet"));
}

}  // namespace
}  // namespace efs::report
