#include "graph/builder.h"

#include <gmock/gmock.h>

#include "core/error.h"

namespace efs::graph {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Builder, AddsNodesInExecutionOrder) {
  Builder builder(3, 8, 6);
  const NodeId conv = builder.add("conv", Conv2d{.out_channels = 4}, builder.input());
  const NodeId relu = builder.add("relu", Activation{}, conv);
  const NodeId sum = builder.add("sum", Add{}, {conv, relu});
  const Graph graph = builder.finish(sum);

  ASSERT_EQ(graph.nodes().size(), 4U);
  EXPECT_THAT(graph.input().shape, ElementsAre(3, 8, 6));
  EXPECT_EQ(graph.output().name, "sum");
  EXPECT_EQ(graph.output_id(), sum);
  EXPECT_THAT(graph.output().inputs, ElementsAre(conv, relu));
  EXPECT_THAT(builder.shape(sum), ElementsAre(4, 8, 6));
}

TEST(Builder, ContinuesAnExistingGraph) {
  Builder backbone(3, 8, 8);
  const Graph features = backbone.finish(backbone.add("relu", Activation{}, backbone.input()));
  Builder builder(features);
  const Graph whole =
      builder.finish(builder.add("pool", GlobalAveragePool{}, features.output_id()));
  EXPECT_EQ(whole.nodes().size(), 3U);
  EXPECT_THAT(whole.output().shape, ElementsAre(3, 1, 1));
  EXPECT_EQ(features.nodes().size(), 2U);
}

TEST(Builder, LeavesOutWhatTheOutputDoesNotDependOn) {
  Builder builder(3, 8, 8);
  const NodeId side = builder.add("side", Conv2d{.out_channels = 7}, builder.input());
  const NodeId stem = builder.add("stem", Conv2d{.out_channels = 4}, builder.input());
  builder.add("side.relu", Activation{}, side);
  const NodeId relu = builder.add("relu", Activation{}, stem);
  const NodeId sum = builder.add("sum", Add{}, {stem, relu});
  builder.add("deeper", Conv2d{.out_channels = 9}, sum);
  const Graph graph = builder.finish(sum);

  std::vector<std::string> names;
  for (const Node& node : graph.nodes()) names.push_back(node.name);
  EXPECT_THAT(names, ElementsAre("input", "stem", "relu", "sum"));
  EXPECT_THAT(graph.node(2).inputs, ElementsAre(1));
  EXPECT_THAT(graph.output().inputs, ElementsAre(1, 2));
  EXPECT_EQ(graph.output_id(), 3);
  EXPECT_THAT(builder.finish(builder.input()).nodes(), ::testing::SizeIs(1));
}

TEST(Builder, RefusesAnOutputThatDoesNotExist) {
  const Builder builder(3, 8, 8);
  EXPECT_THAT([&] { builder.finish(1); },
              ThrowsMessage<Error>(HasSubstr("output node 1 does not exist")));
  EXPECT_THROW(builder.finish(-1), Error);
}

TEST(Builder, RefusesTheWrongShapeAtOnce) {
  Builder builder(3, 4, 4);
  EXPECT_THAT(
      [&] { builder.add("stem.0", Conv2d{.out_channels = 8, .kernel_h = 7, .kernel_w = 7}, 0); },
      ThrowsMessage<Error>(AllOf(HasSubstr("layer 'stem.0' (Conv2d out=8 kernel=7x7"),
                                 HasSubstr("on [3,4,4]"), HasSubstr("use a larger input image"))));
}

TEST(Builder, RefusesAnInputThatDoesNotExist) {
  Builder builder(3, 4, 4);
  EXPECT_THAT([&] { builder.add("relu", Activation{}, 1); },
              ThrowsMessage<Error>(HasSubstr("layer 'relu': its input 1 does not exist")));
  EXPECT_THROW(builder.add("relu", Activation{}, -1), Error);
}

TEST(Builder, RefusesAnEmptyImage) {
  EXPECT_THAT([] { Builder(3, 0, 4); }, ThrowsMessage<Error>(HasSubstr("must be positive")));
}

TEST(Graph, RefusesTwoLayersOfOneName) {
  Builder builder(3, 4, 4);
  builder.add("relu", Activation{}, 0);
  const NodeId last = builder.add("relu", Activation{}, 1);
  EXPECT_THAT([&] { builder.finish(last); },
              ThrowsMessage<Error>(HasSubstr("two layers are named 'relu'")));
}

TEST(Graph, RefusesWhatIsNotAGraph) {
  const Node input{"input", Input{3, 4, 4}, {}, {3, 4, 4}};
  const Node loop{"loop", Activation{}, {1}, {3, 4, 4}};
  EXPECT_THAT([] { Graph({}, 0); }, ThrowsMessage<Error>(HasSubstr("starts with its input")));
  EXPECT_THAT([&] { Graph({loop}, 0); }, ThrowsMessage<Error>(HasSubstr("starts with its input")));
  EXPECT_THAT([&] { Graph({input}, 1); },
              ThrowsMessage<Error>(HasSubstr("output node 1 does not exist")));
  EXPECT_THAT(
      [&] {
        Graph({input, loop}, 1);
      },
      ThrowsMessage<Error>(HasSubstr("layer 'loop': its input 1 does not come before it")));
}

}  // namespace
}  // namespace efs::graph
