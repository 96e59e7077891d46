#include "search/space/pairwise_points.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace efs::search {
namespace {

using ::testing::IsEmpty;

/// A value of one parameter and a value of another that occur together.
using Pair =
    std::pair<std::pair<std::string, study::ParamValue>, std::pair<std::string, study::ParamValue>>;

std::set<Pair> pairs_of(const std::vector<study::Params>& points) {
  std::set<Pair> pairs;
  for (const study::Params& point : points) {
    for (auto a = point.begin(); a != point.end(); ++a) {
      for (auto b = point.begin(); b != a; ++b) pairs.insert({*b, *a});
    }
  }
  return pairs;
}

/// Pairs of the grid that the points lack.
std::vector<Pair> missing(const Space& space, const std::vector<study::Params>& points) {
  const auto all = pairs_of(space.grid());
  const auto covered = pairs_of(points);
  std::vector<Pair> pairs;
  std::set_difference(all.begin(), all.end(), covered.begin(), covered.end(),
                      std::back_inserter(pairs));
  return pairs;
}

std::vector<study::ParamValue> names(const std::string& prefix, int count) {
  std::vector<study::ParamValue> values;
  for (int i = 0; i < count; ++i) values.emplace_back(prefix + std::to_string(i));
  return values;
}

TEST(PairwisePoints, OfASmallSpaceAreItsGrid) {
  Space space = grid_space({"a", "b"}, {0.1, 0.01, 0.001});
  space.parameters.push_back({.name = "width", .values = {0.5, 1.0}, .only_if = {only_for({"b"})}});
  EXPECT_EQ(pairwise_points(space), space.grid());
}

TEST(PairwisePoints, OfALargeSpaceHoldEveryPairOfValues) {
  Space space{{{.name = "architecture", .values = names("net", 12)},
               {.name = "head", .values = names("head", 5)},
               {.name = "input", .range = Range{.low = 32, .high = 96, .step = 8, .integer = true}},
               {.name = "rate", .range = Range{.low = 0.1, .high = 1.0, .step = 0.1}}}};
  ASSERT_GT(*space.size(), 5000u);
  const auto points = pairwise_points(space);
  EXPECT_THAT(missing(space, points), IsEmpty());
  EXPECT_LT(points.size(), *space.size() / 5);
  for (const study::Params& point : points) EXPECT_TRUE(space.contains(point));
}

// Of 60 architectures one has a neck, of the necks one has a depth, and only two other
// architectures have a scale: a random point seldom has any of them.
TEST(PairwisePoints, HoldPairsThatFewPointsHave) {
  Space space{{{.name = "architecture", .values = names("net", 60)},
               {.name = "head", .values = names("head", 5)},
               {.name = "input", .range = Range{.low = 1, .high = 20, .integer = true}},
               {.name = "neck", .values = names("neck", 8), .only_if = {only_for({"net7"})}},
               {.name = "depth",
                .range = Range{.low = 1, .high = 15, .integer = true},
                .only_if = {{"neck", {std::string("neck2")}}}},
               {.name = "scale",
                .range = Range{.low = 0.1, .high = 1.5, .step = 0.1},
                .only_if = {only_for({"net7", "net8"}), {"head", {std::string("head1")}}}}}};
  validate(space);
  ASSERT_GT(*space.size(), 5000u);
  const auto points = pairwise_points(space);
  EXPECT_THAT(missing(space, points), IsEmpty());
  for (const study::Params& point : points) EXPECT_TRUE(space.contains(point));
}

TEST(PairwisePoints, HoldTheEndsOfRangesWithoutSteps) {
  Space space = grid_space({"a", "b", "c"}, {0.1, 0.01});
  space.parameters.push_back({.name = "x", .range = Range{.low = 0.25, .high = 4.0}});
  space.parameters.push_back({.name = "y",
                              .range = Range{.low = 1e-4, .high = 1e-2, .logarithmic = true},
                              .only_if = {only_for({"c"})}});
  const auto pairs = pairs_of(pairwise_points(space));
  for (const char* name : {"a", "b", "c"}) {
    for (const double end : {0.25, 4.0}) {
      EXPECT_TRUE(pairs.contains({{"architecture", name}, {"x", end}})) << name << " " << end;
    }
  }
  for (const double x : {0.25, 4.0}) {
    for (const double y : {1e-4, 1e-2}) {
      EXPECT_TRUE(pairs.contains({{"x", x}, {"y", y}})) << x << " " << y;
    }
  }
  for (const study::Params& point : pairwise_points(space)) EXPECT_TRUE(space.contains(point));
}

TEST(PairwisePoints, OfOneParameterAreItsValuesOrEnds) {
  EXPECT_EQ(pairwise_points({{{.name = "x", .range = Range{.low = 1.0, .high = 2.0}}}}),
            (std::vector<study::Params>{{{"x", 1.0}}, {{"x", 2.0}}}));
  const Space many{{{.name = "x", .range = Range{.low = 1, .high = 6000, .integer = true}}}};
  EXPECT_EQ(pairwise_points(many).size(), 6000u);
}

}  // namespace
}  // namespace efs::search
