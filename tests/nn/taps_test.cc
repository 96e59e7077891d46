// Where the backbones can be tapped, and that nothing behind a tap is left in the network.
#include <gmock/gmock.h>

#include <map>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/catalogue.h"
#include "nn/formula.h"
#include "nn/network.h"
#include "nn/tap_strides.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

/// torchvision's module that holds the last parameter in front of each tap, by rising stride. From
/// the strides in torchvision 0.14's sources, by hand.
const std::map<std::string, std::vector<std::string>> kLastModules = {
    {"alexnet", {"features.0.", "features.3.", "features.10.", "features.10."}},
    {"vgg11", {"features.8.", "features.13.", "features.18.", "features.18."}},
    {"vgg11_bn", {"features.12.", "features.19.", "features.26.", "features.26."}},
    {"resnet18", {"layer1.1.bn2.", "layer2.1.bn2.", "layer3.1.bn2.", "layer4.1.bn2."}},
    {"squeezenet1_0",
     {"features.5.expand3x3.", "features.10.expand3x3.", "features.12.expand3x3."}},
    {"squeezenet1_1", {"features.4.expand3x3.", "features.7.expand3x3.", "features.12.expand3x3."}},
    {"densenet121",
     {"features.transition1.conv.", "features.transition2.conv.", "features.transition3.conv.",
      "features.norm5."}},
    {"shufflenet_v2_x0_5", {"conv1.1.", "stage2.3.branch2.6.", "stage3.7.branch2.6.", "conv5.1."}},
    {"shufflenet_v2_x1_0", {"conv1.1.", "stage2.3.branch2.6.", "stage3.7.branch2.6.", "conv5.1."}},
    {"mobilenet_v2",
     {"features.3.conv.3.", "features.6.conv.3.", "features.13.conv.3.", "features.18.1."}},
    {"mobilenet_v3_small",
     {"features.1.block.2.1.", "features.3.block.2.1.", "features.8.block.3.1.", "features.12.1."}},
    {"mobilenet_v3_large",
     {"features.3.block.2.1.", "features.6.block.3.1.", "features.12.block.3.1.",
      "features.16.1."}},
    {"mnasnet0_5",
     {"layers.8.2.layers.7.", "layers.9.2.layers.7.", "layers.11.1.layers.7.", "layers.15."}},
    {"mnasnet1_0",
     {"layers.8.2.layers.7.", "layers.9.2.layers.7.", "layers.11.1.layers.7.", "layers.15."}},
    {"mnasnet1_3",
     {"layers.8.2.layers.7.", "layers.9.2.layers.7.", "layers.11.1.layers.7.", "layers.15."}},
    {"regnet_y_400mf",
     {"trunk_output.block1.block1-0.f.c.1.", "trunk_output.block2.block2-2.f.c.1.",
      "trunk_output.block3.block3-5.f.c.1.", "trunk_output.block4.block4-5.f.c.1."}},
    {"regnet_y_800mf",
     {"trunk_output.block1.block1-0.f.c.1.", "trunk_output.block2.block2-2.f.c.1.",
      "trunk_output.block3.block3-7.f.c.1.", "trunk_output.block4.block4-1.f.c.1."}},
    {"regnet_x_400mf",
     {"trunk_output.block1.block1-0.f.c.1.", "trunk_output.block2.block2-1.f.c.1.",
      "trunk_output.block3.block3-6.f.c.1.", "trunk_output.block4.block4-11.f.c.1."}},
    {"regnet_x_800mf",
     {"trunk_output.block1.block1-0.f.c.1.", "trunk_output.block2.block2-2.f.c.1.",
      "trunk_output.block3.block3-6.f.c.1.", "trunk_output.block4.block4-4.f.c.1."}},
    {"convnext_tiny",
     {"features.2.0.", "features.4.0.", "features.6.0.", "features.7.2.layer_scale"}},
    {"convnext_small",
     {"features.2.0.", "features.4.0.", "features.6.0.", "features.7.2.layer_scale"}},
};

/// These have layers without padding: their maps lack up to two cells of the nominal extent.
bool loses_borders(const Architecture& row) {
  return row.family == "alexnet" || row.family == "squeezenet";
}

std::vector<std::string> tensors(const graph::Graph& network) {
  std::vector<std::string> result;
  for (const graph::Parameter& parameter : graph::parameters(network)) {
    result.push_back(parameter.name + graph::to_string(parameter.shape));
  }
  return result;
}

class Taps : public ::testing::TestWithParam<Architecture> {
 protected:
  const std::string& name() const { return GetParam().name; }
  graph::Graph tapped(int stride) const {
    return build_network(
        {.architecture = name(), .head = "none", .input = square(128), .tap = stride});
  }
};

TEST_P(Taps, AreAtEveryStrideFromFourOn) {
  if (GetParam().family == "squeezenet") {
    EXPECT_THAT(tap_strides(name()), ElementsAre(4, 8, 16));
  } else {
    EXPECT_THAT(tap_strides(name()), ElementsAre(4, 8, 16, 32));
  }
}

TEST_P(Taps, HaveTheExtentOfTheirStride) {
  for (int stride : tap_strides(name())) {
    SCOPED_TRACE(stride);
    const graph::Shape shape = tapped(stride).output().shape;
    ASSERT_EQ(shape.size(), 3U);
    EXPECT_EQ(shape[1], shape[2]);
    EXPECT_LE(shape[1], 128 / stride);
    EXPECT_GE(shape[1], 128 / stride - (loses_borders(GetParam()) ? 2 : 0));
  }
}

TEST_P(Taps, LeaveNoParameterOfTheStagesBehindThem) {
  const std::vector<std::string> whole = tensors(tapped(0));
  std::size_t tap = 0;
  std::size_t nodes = 1;
  for (int stride : tap_strides(name())) {
    SCOPED_TRACE(stride);
    const graph::Graph network = tapped(stride);
    const std::vector<std::string> kept = tensors(network);
    ASSERT_FALSE(kept.empty());
    ASSERT_LE(kept.size(), whole.size());
    EXPECT_THAT(kept, ElementsAreArray(whole.begin(), whole.begin() + std::ssize(kept)));
    EXPECT_THAT(kept.back(), StartsWith(kLastModules.at(name()).at(tap++)));
    EXPECT_GT(network.nodes().size(), nodes);
    nodes = network.nodes().size();
  }
  EXPECT_EQ(tap, kLastModules.at(name()).size());
}

TEST_P(Taps, NameTheirWeightsAsTorchvision) {
  std::map<std::string, graph::Shape> torchvision;
  for (const testing::GoldenTensor& tensor : testing::load_golden(name()).state) {
    torchvision[tensor.name] = tensor.shape;
  }
  for (int stride : tap_strides(name())) {
    for (const graph::Parameter& parameter : graph::parameters(tapped(stride))) {
      ASSERT_EQ(torchvision.count(parameter.name), 1U) << parameter.name;
      EXPECT_EQ(torchvision.at(parameter.name), parameter.shape) << parameter.name;
    }
  }
}

TEST_P(Taps, OfTheLastStrideAreTheWholeBackbone) {
  const graph::Graph last = tapped(tap_strides(name()).back());
  EXPECT_EQ(graph::describe(last), graph::describe(tapped(0)));
  EXPECT_EQ(last.output().shape[0], GetParam().feature_dim);
}

TEST_P(Taps, AreRefusedWithTheStridesThereAre) {
  for (int stride : {-4, 1, 2, 12, 64}) {
    EXPECT_THAT([&] { tapped(stride); },
                ThrowsMessage<UsageError>(HasSubstr(
                    fmt::format("{} has no tap at stride {}; it has 4, 8, 16", name(), stride))));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Taps, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

// layer1 of resnet18, as everywhere in the literature: 64 channels at a quarter of the input.
TEST(TapStrides, ResNetsStages) {
  const auto shape = [](int tap) {
    return build_network(
               {.architecture = "resnet18", .head = "none", .input = square(224), .tap = tap})
        .output()
        .shape;
  };
  EXPECT_THAT(shape(4), ElementsAre(64, 56, 56));
  EXPECT_THAT(shape(8), ElementsAre(128, 28, 28));
  EXPECT_THAT(shape(16), ElementsAre(256, 14, 14));
}

}  // namespace
}  // namespace efs::nn
