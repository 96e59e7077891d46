#include "nn/stages.h"

#include <gmock/gmock.h>

#include "graph/cost.h"
#include "graph/latency_features.h"
#include "nn/network.h"

namespace efs::nn {
namespace {

// ResNet-18 as its paper's table 1 has it: 1 + 4 convolutions, then 4 and a shortcut in each stage.
TEST(Stages, OfResNet18AreThoseOfItsPaper) {
  const auto stages = stages_of(build_network({.head = "gap", .input = square(64)}));
  ASSERT_EQ(stages.size(), 6U);
  EXPECT_EQ(stages[0].name, "stride 2");
  EXPECT_EQ(stages[1].name, "stride 4");
  EXPECT_EQ(stages[5].name, "head");
  const std::vector<int> depths{stages[0].depth, stages[1].depth, stages[2].depth, stages[3].depth,
                                stages[4].depth};
  EXPECT_THAT(depths, ::testing::ElementsAre(1, 4, 5, 5, 5));
  const std::vector<int> widths{stages[0].width, stages[1].width, stages[2].width, stages[3].width,
                                stages[4].width};
  EXPECT_THAT(widths, ::testing::ElementsAre(64, 64, 128, 256, 512));
}

TEST(Stages, AreTheWholeNetwork) {
  for (const char* name : {"mobilenet_v3_small", "regnet_y_400mf", "shufflenet_v2_x0_5"}) {
    const auto graph = build_network(
        {.architecture = name, .head = "dense", .input = square(128), .neck = "pyramid"});
    std::int64_t macs = 0;
    std::vector<double> features(graph::latency_features(graph).size(), 0.0);
    features[0] = 1.0;  // the run
    for (const StagePart& stage : stages_of(graph)) {
      macs += stage.macs;
      for (std::size_t i = 0; i < features.size(); ++i) features[i] += stage.features[i];
    }
    EXPECT_EQ(macs, graph::cost(graph).macs);
    EXPECT_THAT(features,
                ::testing::Pointwise(::testing::DoubleNear(1e-9), graph::latency_features(graph)));
  }
}

}  // namespace
}  // namespace efs::nn
