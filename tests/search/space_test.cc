#include "search/space.h"

#include <gmock/gmock.h>

#include <limits>
#include <set>

#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::HasSubstr;

TEST(Space, TheLastParameterCountsFastest) {
  const Space space = grid_space({"a", "b"}, {0.1, 0.01, 0.001});
  const std::vector<study::Params> grid = space.grid();
  ASSERT_EQ(grid.size(), 6u);
  EXPECT_EQ(grid[0], (study::Params{{"architecture", std::string("a")}, {"learning_rate", 0.1}}));
  EXPECT_EQ(grid[1], (study::Params{{"architecture", std::string("a")}, {"learning_rate", 0.01}}));
  EXPECT_EQ(grid[5], (study::Params{{"architecture", std::string("b")}, {"learning_rate", 0.001}}));
}

TEST(Space, EveryPointIsThereOnce) {
  const Space space{{{"x", {std::int64_t{1}, std::int64_t{2}}},
                     {"y", {0.5}},
                     {"z", {std::string("p"), std::string("q"), std::string("r")}}}};
  const std::vector<study::Params> grid = space.grid();
  EXPECT_EQ(grid.size(), 6u);
  EXPECT_EQ(std::set<study::Params>(grid.begin(), grid.end()).size(), 6u);
  EXPECT_TRUE(Space{}.grid().empty());
}

/// a and b; only b has a width, of two values; two heads; two learning rates.
Space conditional_space() {
  Space space = grid_space({"a", "b"}, {0.1, 0.01});
  space.parameters.push_back({.name = "width", .values = {0.5, 1.0}, .only_if = {only_for({"b"})}});
  space.parameters.push_back(
      {.name = "head", .values = {std::string("gap"), std::string("center")}});
  space.parameters.push_back({.name = "input", .values = {std::int64_t{64}}});
  return space;
}

TEST(Space, APointLeavesOutWhatItsArchitectureDoesNotHave) {
  const std::vector<study::Params> grid = conditional_space().grid();
  EXPECT_EQ(grid.size(), 2u * 2u * (1u + 2u));
  EXPECT_EQ(std::set<study::Params>(grid.begin(), grid.end()).size(), grid.size());
  for (const study::Params& point : grid) {
    EXPECT_EQ(point.contains("width"), point.at("architecture") == study::ParamValue("b"));
    EXPECT_TRUE(point.contains("input"));
  }
}

TEST(Space, ANetworkIsNamedByWhatShapesItAndDiffers) {
  const Space space = conditional_space();
  EXPECT_EQ(space.network_count(), 2u * (1u + 2u));
  EXPECT_EQ(space.network_of({{"architecture", std::string("b")},
                              {"width", 0.5},
                              {"learning_rate", 0.1},
                              {"input", std::int64_t{64}},
                              {"head", std::string("gap")}}),
            "b width=0.5 head=gap");
  const Space plain = grid_space({"a", "b"}, {0.1});
  EXPECT_EQ(plain.network_of(plain.grid().front()), "a");
}

TEST(Space, ValidateNamesWhatIsWrong) {
  EXPECT_NO_THROW(validate(grid_space({"a"}, {0.1})));
  EXPECT_THAT(message_of([] { validate(Space{}); }), HasSubstr("no parameters"));
  EXPECT_THAT(message_of([] { validate(grid_space({}, {0.1})); }),
              HasSubstr("architecture has no values"));
  EXPECT_THAT(message_of([] {
                validate(grid_space({"a", "b", "a"}, {0.1}));
              }),
              HasSubstr("architecture has the value a twice"));
  for (const double bad : {0.0, -1e-3, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(message_of([&] {
                  validate(grid_space({"a"}, {0.1, bad}));
                }),
                HasSubstr("must be a number above 0"));
  }
  EXPECT_THAT(message_of([] {
                validate({{{"learning_rate", {std::string("fast")}}}});
              }),
              HasSubstr("learning_rate fast"));
  EXPECT_THAT(message_of([] {
                validate({{{"x", {0.1}}, {"x", {0.2}}}});
              }),
              HasSubstr("x is given twice"));
  EXPECT_THAT(message_of([] {
                Space space = conditional_space();
                space.parameters.at(2).only_if = {only_for({"c"})};
                validate(space);
              }),
              HasSubstr("width is only for c, which is none of the values of architecture"));
}

TEST(LogUniform, DrawsOneValueFromEachPart) {
  std::vector<double> firsts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto values = log_uniform(1e-4, 1e-1, 3, seed);
    ASSERT_EQ(values.size(), 3);
    for (int i = 0; i < 3; ++i) {
      const double low = 1e-4 * std::pow(10.0, i);
      EXPECT_GE(values[static_cast<std::size_t>(i)], 0.995 * low) << seed;
      EXPECT_LE(values[static_cast<std::size_t>(i)], 10.05 * low) << seed;
    }
    firsts.push_back(std::log10(values[0]));
  }
  // Uniform on the logarithmic scale: mean -3.5, and half of the draws on either side.
  double sum = 0.0;
  for (const double value : firsts) sum += value;
  EXPECT_NEAR(sum / 200.0, -3.5, 0.07);
  EXPECT_EQ(log_uniform(1e-4, 1e-1, 3, 5), log_uniform(1e-4, 1e-1, 3, 5));
}

TEST(LogUniform, NeedsARangeAboveZero) {
  EXPECT_THAT(message_of([] { log_uniform(0.0, 1.0, 3, 0); }), HasSubstr("0 < low < high"));
  EXPECT_THAT(message_of([] { log_uniform(1.0, 0.1, 3, 0); }), HasSubstr("0 < low < high"));
  EXPECT_THAT(message_of([] { log_uniform(0.1, 1.0, 0, 0); }), HasSubstr("count"));
}

}  // namespace
}  // namespace efs::search
