#include "search/space/space.h"

#include <gmock/gmock.h>

#include <cmath>
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

/// a, b and c; b and c have a neck, and the neck "wide" has a width; only training has a momentum.
Space chained_space() {
  Space space = grid_space({"a", "b", "c"}, {0.1, 0.01});
  space.parameters.push_back({.name = "neck",
                              .values = {std::string("thin"), std::string("wide")},
                              .only_if = {only_for({"b", "c"})}});
  space.parameters.push_back({.name = "width",
                              .range = Range{.low = 0.5, .high = 2.0, .step = 0.5},
                              .only_if = {{"neck", {std::string("wide")}}}});
  space.parameters.push_back({.name = "momentum",
                              .values = {0.8, 0.9},
                              .shapes_network = false,
                              .only_if = {{"learning_rate", {0.1}}, only_for({"a", "c"})}});
  return space;
}

TEST(Space, ConditionsMayFollowFromOthersAndAllMustHold) {
  const Space space = chained_space();
  EXPECT_NO_THROW(validate(space));
  // a: 1 network; b, c: thin or one of four wide ones. Per rate: momentum for a and c at 0.1.
  EXPECT_EQ(space.size(), (1u + 5u + 5u) + (1u * 2u + 5u + 5u * 2u));
  const std::vector<study::Params> grid = space.grid();
  EXPECT_EQ(grid.size(), space.size());
  EXPECT_EQ(std::set<study::Params>(grid.begin(), grid.end()).size(), grid.size());
  for (const study::Params& point : grid) {
    const bool wide = point.contains("neck") && point.at("neck") == study::ParamValue("wide");
    EXPECT_EQ(point.contains("width"), wide);
    EXPECT_EQ(point.contains("neck"), point.at("architecture") != study::ParamValue("a"));
    EXPECT_EQ(point.contains("momentum"), point.at("architecture") != study::ParamValue("b") &&
                                              point.at("learning_rate") == study::ParamValue(0.1));
    EXPECT_TRUE(space.contains(point));
  }
}

TEST(Space, HasNoSizeWithARangeThatCannotBeListed) {
  Space space = grid_space({"a", "b"}, {0.1});
  space.parameters.push_back({.name = "x", .range = Range{.low = 0.0, .high = 1.0}});
  EXPECT_EQ(space.size(), std::nullopt);
  EXPECT_EQ(message_of([&] { space.grid(); }),
            "space: x is a range without steps, which has no grid; give it a list of values, a "
            "step, or a count");
  EXPECT_EQ(Space{}.size(), 0u);
}

TEST(Space, OfMoreThanAMillionPointsHasNoSize) {
  const Range digits{.low = 0, .high = 9, .integer = true};
  Space space;
  for (int i = 0; i < 6; ++i)
    space.parameters.push_back({.name = fmt::format("x{}", i), .range = digits});
  EXPECT_EQ(space.size(), 1'000'000u);
  space.parameters.push_back({.name = "more", .values = {0.1, 0.2}});
  EXPECT_EQ(space.size(), std::nullopt);
}

// Neither time nor memory for a billion of points, with conditions or without.
TEST(Space, ThatIsMuchTooLargeIsNotListed) {
  const Range thousand{.low = 1, .high = 1000, .integer = true};
  Space space = grid_space({"a", "b"}, {0.1});
  for (const char* name : {"x", "y", "z"}) {
    space.parameters.push_back({.name = name, .range = thousand});
  }
  EXPECT_EQ(space.size(), std::nullopt);
  EXPECT_THAT(message_of([&] { space.grid(); }),
              HasSubstr("more than 1000000 points, too many for a grid; choose another sampler"));
  for (std::size_t i = 2; i < 5; ++i) space.parameters[i].only_if = {only_for({"b"})};
  EXPECT_EQ(space.size(), std::nullopt);
}

TEST(Space, ContainsThePointsThatHaveWhatAppliesAndNoMore) {
  const Space space = chained_space();
  const auto with = [](study::Params point, const std::string& name, study::ParamValue value) {
    point[name] = std::move(value);
    return point;
  };
  const study::Params plain{{"architecture", "a"}, {"learning_rate", 0.01}};
  EXPECT_TRUE(space.contains(plain));
  EXPECT_FALSE(space.contains({}));
  EXPECT_FALSE(space.contains({{"architecture", "a"}}));
  EXPECT_FALSE(space.contains(with(plain, "architecture", "d")));
  EXPECT_FALSE(space.contains(with(plain, "learning_rate", 0.02)));
  EXPECT_FALSE(space.contains(with(plain, "learning_rate", "0.01")));  // a name is no number
  EXPECT_FALSE(space.contains(with(plain, "neck", "thin")));           // does not apply
  EXPECT_FALSE(space.contains(with(plain, "unknown", 1.0)));
  EXPECT_FALSE(space.contains(with(plain, "architecture", "b")));  // lacks its neck
  const study::Params thin = with(with(plain, "architecture", "b"), "neck", "thin");
  EXPECT_TRUE(space.contains(thin));
  EXPECT_FALSE(space.contains(with(thin, "width", 0.5)));
  const study::Params wide = with(with(thin, "neck", "wide"), "width", 1.5);
  EXPECT_TRUE(space.contains(wide));
  EXPECT_FALSE(space.contains(with(wide, "width", 1.25)));
  EXPECT_FALSE(space.contains(with(wide, "width", 2.5)));
}

TEST(Space, ContainsEveryRealOfARangeWithoutSteps) {
  const Space space{{{.name = "x", .range = Range{.low = 0.5, .high = 1.0}}}};
  for (const double inside : {0.5, 0.777777777, 1.0}) EXPECT_TRUE(space.contains({{"x", inside}}));
  for (const double outside : {0.49, 1.01, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(space.contains({{"x", outside}}));
  }
  EXPECT_FALSE(space.contains({{"x", std::int64_t{1}}}));
}

TEST(Space, OfNetworksLeavesOutHowTheyAreTrained) {
  const Space networks = chained_space().networks();
  ASSERT_EQ(networks.parameters.size(), 3u);
  EXPECT_EQ(networks.parameters[0].name, "architecture");
  EXPECT_EQ(networks.parameters[1].name, "neck");
  EXPECT_EQ(networks.parameters[2].name, "width");
  EXPECT_EQ(networks.size(), 1u + 5u + 5u);
  EXPECT_EQ(chained_space().network_count(), 1u + 5u + 5u);
}

TEST(Space, RefusesConditionsThatCannotBeDecided) {
  const auto refusal = [](const std::vector<Parameter>& parameters) {
    return message_of([&] { validate(Space{parameters}); });
  };
  const Parameter architecture{.name = "architecture", .values = {std::string("a")}};
  const Parameter tap{.name = "tap", .values = {std::int64_t{8}}, .only_if = {only_for({"a"})}};
  EXPECT_EQ(refusal({architecture, tap}), "no error");
  EXPECT_EQ(refusal({tap}),
            "space: tap is only for some values of architecture, which the space does not choose");
  EXPECT_EQ(refusal({tap, architecture}),
            "space: tap is only for some values of architecture, which the space does not choose "
            "before it");
  Parameter twice = tap;  // a study could not be read back: a key of YAML is there once
  twice.only_if = {only_for({"a"}), only_for({"a"})};
  EXPECT_EQ(refusal({architecture, twice}),
            "space: tap has two conditions on architecture; make them one");
  Parameter never = tap;
  never.only_if = {only_for({})};
  EXPECT_EQ(refusal({architecture, never}),
            "space: tap is for no value of architecture; name one, or leave the condition out");
  Parameter itself = tap;
  itself.only_if = {{"tap", {std::int64_t{8}}}};
  EXPECT_THAT(refusal({architecture, itself}), HasSubstr("does not choose before it"));
  const Parameter loss{.name = "loss", .values = {std::string("l1")}, .shapes_network = false};
  Parameter by_loss = tap;
  by_loss.only_if = {{"loss", {std::string("l1")}}};
  EXPECT_EQ(refusal({loss, by_loss}),
            "space: tap shapes the network and cannot depend on loss, which does not");
  by_loss.shapes_network = false;
  EXPECT_EQ(refusal({loss, by_loss}), "no error");
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
