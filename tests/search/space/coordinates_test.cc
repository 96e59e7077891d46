#include "search/space/coordinates.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>

#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Names; levels given in descending order; a range without steps; one of integers, for b only; and
/// one of a logarithmic range that follows from the integers.
Space mixed_space() {
  return {
      {{.name = "architecture", .values = {std::string("a"), std::string("b"), std::string("c")}},
       {.name = "width", .values = {2.0, 1.0, 0.5, 0.25}},
       {.name = "momentum", .range = Range{.low = 0.5, .high = 1.0}},
       {.name = "tap",
        .range = Range{.low = 1, .high = 3, .integer = true},
        .only_if = {only_for({"b"})}},
       {.name = "decay",
        .range = Range{.low = 1e-5, .high = 1e-1, .logarithmic = true},
        .only_if = {{"tap", {std::int64_t{1}, std::int64_t{3}}}}}}};
}

TEST(Coordinates, AxesAreTheParameters) {
  const CoordinateSystem system(mixed_space());
  ASSERT_EQ(system.axes().size(), 5u);
  std::vector<std::size_t> levels;
  std::vector<bool> ordered;
  for (const Axis& axis : system.axes()) {
    levels.push_back(axis.levels);
    ordered.push_back(axis.ordered);
  }
  EXPECT_THAT(levels, ElementsAre(3u, 4u, 0u, 3u, 0u));
  EXPECT_THAT(ordered, ElementsAre(false, true, true, true, true));
  EXPECT_EQ(system.axes()[3].name, "tap");
}

TEST(Coordinates, LevelsLieInTheMiddlesOfEqualParts) {
  const CoordinateSystem system(mixed_space());
  const Coordinates place = system.of({{"architecture", "b"},
                                       {"width", 0.25},  // the lowest, though given last
                                       {"momentum", 0.625},
                                       {"tap", std::int64_t{3}},
                                       {"decay", 1e-2}});
  ASSERT_EQ(place.size(), 5u);
  EXPECT_DOUBLE_EQ(place[0], 0.5);
  EXPECT_DOUBLE_EQ(place[1], 0.125);
  EXPECT_DOUBLE_EQ(place[2], 0.25);
  EXPECT_DOUBLE_EQ(place[3], 2.5 / 3.0);
  EXPECT_NEAR(place[4], 0.75, 1e-12);
}

TEST(Coordinates, WhatAPointLeavesOutIsNaN) {
  const CoordinateSystem system(mixed_space());
  const Coordinates place = system.of({{"architecture", "a"}, {"width", 2.0}, {"momentum", 0.5}});
  EXPECT_FALSE(std::isnan(place[0]) || std::isnan(place[1]) || std::isnan(place[2]));
  EXPECT_TRUE(std::isnan(place[3]) && std::isnan(place[4]));
}

TEST(Coordinates, APointOfANeighbourhoodIsTheLevels) {
  const CoordinateSystem system(mixed_space());
  const study::Params point = system.point({0.34, 0.49, 0.5, 0.1, 0.5});
  EXPECT_EQ(point, (study::Params{{"architecture", "b"},
                                  {"width", 0.5},
                                  {"momentum", 0.75},
                                  {"tap", std::int64_t{1}},
                                  {"decay", 1e-3}}));
  // Those of parameters that do not apply are ignored: tap 2 has no decay, a has neither.
  EXPECT_FALSE(system.point({0.5, 0.5, 0.5, 0.5, 0.5}).contains("decay"));
  EXPECT_EQ(system.point({0.0, 0.0, 0.0, 0.9, 0.9}).size(), 3u);
}

TEST(Coordinates, BeyondTheEndsAreTheEndsAndNaNIsTheMiddle) {
  const CoordinateSystem system(mixed_space());
  EXPECT_EQ(system.point({-1.0, 7.0, 1.5, 0.0, 0.0}),
            (study::Params{{"architecture", "a"}, {"width", 2.0}, {"momentum", 1.0}}));
  EXPECT_EQ(
      system.point({kNan, kNan, kNan, kNan, kNan}),
      (study::Params{
          {"architecture", "b"}, {"width", 1.0}, {"momentum", 0.75}, {"tap", std::int64_t{2}}}));
}

TEST(Coordinates, PointsGoThereAndBack) {
  const CoordinateSystem system(mixed_space());
  Rng rng(5);
  for (int i = 0; i < 2000; ++i) {
    const study::Params point = system.random_point(rng);
    ASSERT_TRUE(system.space().contains(point));
    const Coordinates place = system.of(point);
    ASSERT_EQ(system.point(place), point);
    for (std::size_t axis = 0; axis < place.size(); ++axis) {
      EXPECT_EQ(std::isnan(place[axis]), !point.contains(system.axes()[axis].name));
      if (!std::isnan(place[axis])) EXPECT_TRUE(place[axis] >= 0.0 && place[axis] <= 1.0);
    }
  }
}

TEST(Coordinates, RandomPointsAreUniformOnEveryAxis) {
  const CoordinateSystem system(mixed_space());
  Rng rng(6);
  constexpr int kDraws = 12000;
  std::map<study::ParamValue, int> names, widths;
  double momenta = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const study::Params point = system.random_point(rng);
    ++names[point.at("architecture")];
    ++widths[point.at("width")];
    momenta += as_number(point.at("momentum"));
  }
  // Five standard deviations of a binomial.
  for (const auto& [name, count] : names) EXPECT_NEAR(count, kDraws / 3, 5 * 52);
  for (const auto& [width, count] : widths) EXPECT_NEAR(count, kDraws / 4, 5 * 48);
  EXPECT_NEAR(momenta / kDraws, 0.75, 5 * 0.144 / std::sqrt(kDraws));
}

TEST(Coordinates, OfAStrangersPointAreRefused) {
  const CoordinateSystem system(mixed_space());
  EXPECT_THAT(message_of([&] {
                system.of({{"architecture", "d"}});
              }),
              HasSubstr("the value d of architecture is not in this space"));
}

}  // namespace
}  // namespace efs::search
