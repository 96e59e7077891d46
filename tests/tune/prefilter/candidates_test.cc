#include "tune/prefilter/candidates.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/network.h"
#include "tune/block_parameters.h"
#include "tune/candidate.h"
#include "tune/prefilter/near_windows.h"

namespace efs::tune {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

SearchOptions options_of(int candidates) {
  SearchOptions options;
  options.network.head = "soft_argmax";
  options.network.tap = 0;
  auto& space = options.space;
  space.parameters = {{.name = "architecture", .values = {std::string(nn::kBlocks)}}};
  for (const std::string& name : block_parameter_names()) {
    auto parameter = usual_block_parameter(name);
    if (add_block_conditions(space, parameter)) space.parameters.push_back(parameter);
  }
  space.parameters.push_back(
      {.name = "input", .values = {std::int64_t{64}, std::string("96x64"), std::int64_t{32}}});
  space.parameters.push_back(
      {.name = "learning_rate", .values = {0.001, 0.002}, .shapes_network = false});
  options.prefilter = PrefilterOptions{.candidates = candidates, .windows = {{0.1, 1.0}}};
  return options;
}

TEST(DrawNetworks, AreDifferentAndAsTheirNamesSay) {
  const SearchOptions options = options_of(300);
  NetworkDraw draw(options);
  const auto networks = draw_networks(draw, 300);
  ASSERT_EQ(networks.size(), 300U);
  std::set<std::string> names;
  for (const DrawnNetwork& network : networks) {
    EXPECT_TRUE(names.insert(network.name).second) << network.name;
    const auto cost = graph::cost(nn::build_network(network_of(options, network.name)));
    EXPECT_EQ(static_cast<double>(cost.macs), network.macs) << network.name;
    EXPECT_EQ(static_cast<double>(cost.weight_count), network.parameters);
  }
  EXPECT_THAT(networks.front().name, HasSubstr("@"));
}

// By hand: 8 x 32 x 32 behind the stem, and what the depthwise convolutions put out: 8 x 16 x 16,
// 8 x 8 x 8 and 16 x 4 x 4.
TEST(DrawNetworks, CountTheirActivations) {
  SearchOptions options;
  options.network.tap = 0;
  options.network.head = "none";
  options.network.input = square(64);
  auto& parameters = options.space.parameters;
  parameters = {{.name = "architecture", .values = {std::string(nn::kBlocks)}},
                {.name = "stem_width", .values = {std::int64_t{8}}},
                {.name = "stage_count", .values = {std::int64_t{3}}}};
  for (const std::int64_t stage : {1, 2, 3}) {
    const std::string prefix = "stage" + std::to_string(stage) + "_";
    parameters.push_back({.name = prefix + "block", .values = {std::string("depthwise")}});
    parameters.push_back({.name = prefix + "depth", .values = {std::int64_t{1}}});
    parameters.push_back({.name = prefix + "width", .values = {8 * stage}});
    parameters.push_back({.name = prefix + "kernel", .values = {std::int64_t{3}}});
  }
  NetworkDraw draw(options);
  const auto networks = draw_networks(draw, 5);
  ASSERT_EQ(networks.size(), 1U);
  EXPECT_EQ(networks[0].name, "b8-d1x8-d1x16-d1x24");
  EXPECT_EQ(networks[0].activations, 8 * 32 * 32 + 8 * 16 * 16 + 8 * 8 * 8 + 16 * 4 * 4);
}

TEST(DrawNetworks, DependOnTheSeedAlone) {
  auto options = options_of(20);
  const auto names = [&] {
    std::vector<std::string> result;
    NetworkDraw draw(options);
    for (const auto& network : draw_networks(draw, 20)) result.push_back(network.name);
    return result;
  };
  const auto first = names();
  EXPECT_EQ(names(), first);
  options.seed = 1;
  EXPECT_NE(names(), first);
}

DrawnNetwork network(const std::string& name, double macs, double latency_ms) {
  return {.name = name,
          .activations = 2 / macs,
          .macs = macs,
          .parameters = 1 / macs,
          .predicted = {latency_ms}};
}

std::vector<std::string> kept(PrefilterOptions options, std::vector<DrawnNetwork> networks) {
  keep_best(options, networks);
  std::vector<std::string> names;
  for (const auto& network : networks) {
    if (network.window >= 0) names.push_back(network.name + std::to_string(network.window));
  }
  return names;
}

TEST(KeepBest, KeepsTheLargestInEachWindow) {
  const std::vector<DrawnNetwork> networks = {network("a", 1, 0.2), network("b", 3, 0.3),
                                              network("c", 2, 0.5), network("d", 4, 0.6),
                                              network("e", 9, 2.0), network("f", 0.5, 0.7)};
  const PrefilterOptions options{.keep = 2, .windows = {{0.1, 0.6}, {0.6, 1.0}}, .rank = "macs"};
  EXPECT_THAT(kept(options, networks), ::testing::ElementsAre("b0", "c0", "d1", "f1"));
  auto others = options;
  others.rank = "parameters";
  EXPECT_THAT(kept(others, networks), ::testing::ElementsAre("a0", "c0", "d1", "f1"));
  others.rank = "activations";
  EXPECT_THAT(kept(others, networks), ::testing::ElementsAre("a0", "c0", "d1", "f1"));
  others.rank = "random";
  EXPECT_THAT(kept(others, networks), ::testing::ElementsAre("a0", "b0", "d1", "f1"));
}

TEST(KeepBest, BelievesAMeasurementMoreThanAPrediction) {
  auto measured = network("a", 1, 0.5);
  measured.measured_ms = 1.5;
  EXPECT_THAT(kept({.windows = {{1.0, 2.0}}}, {measured, network("b", 1, 0.4)}),
              ::testing::ElementsAre("a0"));
}

TEST(KeepBest, SaysWhichLatenciesThereAreWhereAllWindowsAreEmpty) {
  const std::vector<DrawnNetwork> networks = {network("a", 1, 0.25), network("b", 1, 2.0)};
  EXPECT_THAT(
      [&] {
        kept({.windows = {{5.0, 6.0}}}, networks);
      },
      ThrowsMessage<UsageError>(HasSubstr("0.25 to 2 ms")));
  EXPECT_THAT(kept({.windows = {{1.0, 3.0}, {5.0, 6.0}}}, networks), ::testing::ElementsAre("b0"));
}

search::LatencyModel alike_for(const DrawnNetwork& network) {
  return {.cost_ms = std::vector<double>(network.features.size(), 1e-7), .networks = 8};
}

std::size_t inside(const std::vector<DrawnNetwork>& networks, const LatencyWindow& window) {
  return static_cast<std::size_t>(std::ranges::count_if(networks, [&](const DrawnNetwork& network) {
    return network.latency_ms() >= window.low_ms && network.latency_ms() < window.high_ms;
  }));
}

TEST(DrawNearWindows, FindsManyWhereHardlyOneOfTheSpaceLies) {
  const SearchOptions options = options_of(2000);
  NetworkDraw draw(options);
  auto networks = draw_networks(draw, 500);
  const auto model = alike_for(networks[0]);
  for (auto& each : networks) each.predicted = model.predict(each.features);
  std::vector<double> latencies;
  for (const auto& each : networks) latencies.push_back(each.latency_ms());
  std::ranges::sort(latencies);
  // As few as four of 500 lie in either.
  const std::vector<LatencyWindow> windows = {{latencies[0], latencies[4]},
                                              {latencies[400], latencies[404]}};
  draw_near_windows(draw, windows, model, 2000, networks, [] { return false; });
  ASSERT_EQ(networks.size(), 2000U);
  for (const LatencyWindow& window : windows) EXPECT_GT(inside(networks, window), 40U);
  std::set<std::string> names;
  for (const auto& each : networks) EXPECT_TRUE(names.insert(each.name).second) << each.name;
}

TEST(DrawNearWindows, EndsWhereTheSpaceHasNoMore) {
  SearchOptions options = options_of(100);
  for (search::Parameter& parameter : options.space.parameters) {
    if (parameter.name == "architecture" || !parameter.shapes_network) continue;
    if (parameter.name == "stem_width") continue;
    parameter.range.reset();
    parameter.values = {parameter.values.empty() ? study::ParamValue{std::int64_t{3}}
                                                 : parameter.values.front()};
  }
  NetworkDraw draw(options);
  auto networks = draw_networks(draw, 100);
  EXPECT_LT(networks.size(), 5U);
  const auto model = alike_for(networks[0]);
  for (auto& each : networks) each.predicted = model.predict(each.features);
  draw_near_windows(draw, {{1.0, 2.0}}, model, 100, networks, [] { return false; });
  EXPECT_LT(networks.size(), 5U);
}

TEST(SpaceOfKept, HasTheNetworksAsArchitectures) {
  const SearchOptions options = options_of(10);
  NetworkDraw draw(options);
  auto networks = draw_networks(draw, 10);
  networks[2].window = networks[5].window = 0;
  auto left = options;
  left.space = space_of_kept(options.space, networks);
  ASSERT_EQ(left.space.parameters.size(), 2U);
  EXPECT_EQ(left.space.parameters[0].values.size(), 2U);
  EXPECT_EQ(left.space.size(), 4U);
  EXPECT_NO_THROW(check_candidates(left));
  EXPECT_EQ(example_of_kept(options).size(), 20U);
}

TEST(RequirePrefilterable, RefusesWhatWouldGiveANetworkSeveralLatencies) {
  auto options = options_of(10);
  EXPECT_NO_THROW(require_prefilterable(options));
  options.space.parameters.push_back({.name = "tap", .values = {std::int64_t{8}, std::int64_t{0}}});
  EXPECT_THAT([&] { require_prefilterable(options); },
              ThrowsMessage<UsageError>(HasSubstr("space.tap shapes the network too")));
  options.space = search::grid_space({"resnet18"}, {0.001});
  EXPECT_THAT([&] { require_prefilterable(options); },
              ThrowsMessage<UsageError>(HasSubstr("networks of blocks")));
}

}  // namespace
}  // namespace efs::tune
