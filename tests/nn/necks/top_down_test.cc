// The necks that enlarge maps, by the sums that they form.
#include <gmock/gmock.h>

#include "graph/cost.h"
#include "nn/necks/necks.h"

namespace efs::nn {
namespace {

using graph::Builder;
using graph::NodeId;
using ::testing::ElementsAre;
using ::testing::SizeIs;

/// Three maps that halve, of 6, 6 and 6 channels.
Features three_maps(Builder& builder) {
  const NodeId half = builder.add("half", graph::Pool2d{}, builder.input());
  return {{builder.input(), 8}, {half, 16}, {builder.add("quarter", graph::Pool2d{}, half), 32}};
}

/// The names of a node's inputs.
std::vector<std::string> inputs_of(const Builder& builder, NodeId id) {
  std::vector<std::string> names;
  for (const NodeId input : builder.node(id).inputs) names.push_back(builder.node(input).name);
  return names;
}

/// What the sum at a map adds up: its lateral, and what was enlarged.
std::vector<std::string> summands(const Builder& builder, const Tap& map) {
  const NodeId sum = builder.node(map.node).inputs[0];
  const auto& inputs = builder.node(sum).inputs;
  return {builder.node(inputs[0]).name, inputs_of(builder, inputs[1])[0]};
}

TEST(PyramidNeck, PassesOnWhatItHasReceived) {
  Builder builder(6, 8, 12);
  const Features maps = build_pyramid_neck(builder, three_maps(builder), {.width = 5, .levels = 3});
  ASSERT_THAT(maps, SizeIs(3));
  EXPECT_THAT(builder.shape(maps[0].node), ElementsAre(5, 8, 12));
  EXPECT_THAT(builder.shape(maps[1].node), ElementsAre(5, 4, 6));
  EXPECT_THAT(builder.shape(maps[2].node), ElementsAre(5, 2, 3));
  EXPECT_EQ(maps[1].stride, 16);
  EXPECT_THAT(inputs_of(builder, maps[2].node), ElementsAre("neck.32.lateral.1"));
  EXPECT_THAT(summands(builder, maps[1]), ElementsAre("neck.16.lateral.1", "neck.32.relu"));
  EXPECT_THAT(summands(builder, maps[0]), ElementsAre("neck.8.lateral.1", "neck.16.relu"));
}

TEST(MergeNeck, AddsTheNextMapOnly) {
  Builder builder(6, 8, 12);
  const Features maps = build_merge_neck(builder, three_maps(builder), {.width = 5, .levels = 3});
  ASSERT_THAT(maps, SizeIs(3));
  EXPECT_THAT(inputs_of(builder, maps[2].node), ElementsAre("neck.32.lateral.1"));
  EXPECT_THAT(summands(builder, maps[1]), ElementsAre("neck.16.lateral.1", "neck.32.lateral.1"));
  EXPECT_THAT(summands(builder, maps[0]), ElementsAre("neck.8.lateral.1", "neck.16.lateral.1"));
}

// Files of earlier versions have these names.
TEST(MergeNeck, OfOneLevelKeepsItsNames) {
  Builder builder(6, 8, 12);
  Features maps = three_maps(builder);
  maps.pop_back();
  const Features merged = build_merge_neck(builder, maps, {.width = 5, .levels = 1});
  std::vector<std::string> names;
  for (const graph::Parameter& parameter : graph::parameters(builder.finish(merged.front().node))) {
    if (parameter.trainable) names.push_back(parameter.name);
  }
  EXPECT_THAT(names,
              ElementsAre("neck.deeper.0.weight", "neck.deeper.1.weight", "neck.deeper.1.bias",
                          "neck.lateral.0.weight", "neck.lateral.1.weight", "neck.lateral.1.bias"));
}

TEST(Necks, OfOneMapAreALateral) {
  for (const Neck& row : necks()) {
    if (row.deeper == 0) continue;
    Builder builder(6, 8, 12);
    const Features maps = row.build(builder, {{builder.input(), 8}}, {.width = 5, .levels = 3});
    ASSERT_THAT(maps, SizeIs(1));
    EXPECT_THAT(builder.shape(maps[0].node), ElementsAre(5, 8, 12));
    EXPECT_EQ(graph::cost(builder.finish(maps[0].node)).weight_count, 6 * 5 + 2 * 5) << row.name;
  }
}

}  // namespace
}  // namespace efs::nn
