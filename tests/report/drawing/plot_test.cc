#include "report/drawing/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/xml_check.h"

namespace efs::report {
namespace {

using testing::HasSubstr;
using testing::Not;

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

Plot two_lines() {
  return {.title = "Loss",
          .x_label = "epoch",
          .y_label = "px",
          .x_integers = true,
          .series = {{.label = "a", .colour = "#0072b2", .points = {{1, 5, ""}, {2, 4, ""}}},
                     {.label = "b", .colour = "#d55e00", .points = {{1, 7, ""}, {2, 3, "end"}}}}};
}

TEST(XmlCheck, SeesFaults) {
  EXPECT_EQ(xml_fault("<?xml version=\"1.0\"?>\n<a b=\"1\"><c/>text &amp; more</a>\n"), "");
  EXPECT_NE(xml_fault("<a><b></a></b>"), "");
  EXPECT_NE(xml_fault("<a>"), "");
  EXPECT_NE(xml_fault("<a>fish & chips</a>"), "");
  EXPECT_NE(xml_fault("<a b=1></a>"), "");
  EXPECT_NE(xml_fault("<a b=\"1\" b=\"2\"/>"), "");
  EXPECT_NE(xml_fault("<a>1 < 2</a>"), "");
}

TEST(Plot, DrawsEverySeries) {
  const std::string svg = to_svg(two_lines());
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_EQ(count(svg, "<path "), 2);
  EXPECT_EQ(count(svg, "<circle "), 4 + 2);  // points and legend
  EXPECT_THAT(svg, HasSubstr(">end</text>"));
}

TEST(Plot, PutsValuesWhereTheAxesSayTheyAre) {
  Plot plot = two_lines();
  plot.series = {{.label = "", .colour = "#000000", .points = {{0, 0, ""}, {10, 1, ""}}}};
  // The ticks are 0..10 and 0..1, so the line runs from corner to corner of the plot area.
  EXPECT_THAT(to_svg(plot), HasSubstr("d=\"M70.0 388.0 L736.0 48.0\""));
}

TEST(Plot, InterruptsALineWhereAValueIsNotFinite) {
  Plot plot = two_lines();
  plot.series.resize(1);
  plot.series[0].points = {{1, 5, ""},
                           {2, std::numeric_limits<double>::quiet_NaN(), ""},
                           {3, std::numeric_limits<double>::infinity(), ""},
                           {4, 4, ""}};
  const std::string svg = to_svg(plot);
  EXPECT_EQ(count(svg, "<circle "), 2 + 1);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(Plot, SaysThatThereIsNothing) {
  Plot plot = two_lines();
  for (Series& series : plot.series) series.points.clear();
  const std::string svg = to_svg(plot);
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_THAT(svg, HasSubstr("no data yet"));
}

TEST(Plot, LeavesOutWhatALogarithmicAxisCannotShow) {
  Plot plot = two_lines();
  plot.x_logarithmic = true;
  plot.series[0].points = {{0, 5, ""}, {-1, 5, ""}, {2, 5, ""}};
  plot.series.resize(1);
  EXPECT_EQ(count(to_svg(plot), "<circle "), 1 + 1);
}

TEST(Plot, IsWellFormedWhateverTheNames) {
  Plot plot = two_lines();
  plot.title = "</title><script>alert(1)</script>";
  plot.series[0].label = "a & b < c \x01 \xFF";
  plot.series[1].points[0].label = "\"'>";
  const std::string svg = to_svg(plot);
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace efs::report
