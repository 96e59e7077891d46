#include "nn/catalogue.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/network.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Catalogue, HoldsTheOriginalsNetworksInItsOrder) {
  std::vector<std::pair<std::string, int>> rows;
  for (const Architecture& row : architectures()) rows.emplace_back(row.name, row.feature_dim);
  using Row = std::pair<std::string, int>;
  EXPECT_THAT(
      rows, ElementsAre(Row("alexnet", 256), Row("vgg11", 512), Row("vgg11_bn", 512),
                        Row("resnet18", 512), Row("squeezenet1_0", 512), Row("squeezenet1_1", 512),
                        Row("densenet121", 1024), Row("shufflenet_v2_x0_5", 1024),
                        Row("shufflenet_v2_x1_0", 1024), Row("mobilenet_v2", 1280),
                        Row("mobilenet_v3_small", 576), Row("mobilenet_v3_large", 960),
                        Row("mnasnet0_5", 1280), Row("mnasnet1_0", 1280), Row("mnasnet1_3", 1280),
                        Row("regnet_y_400mf", 440), Row("regnet_y_800mf", 784),
                        Row("regnet_x_400mf", 400), Row("regnet_x_800mf", 672),
                        Row("convnext_tiny", 768), Row("convnext_small", 768)));
}

TEST(Catalogue, UnknownNamesOfferTheNearest) {
  EXPECT_THAT([] { architecture("resnet81"); },
              ThrowsMessage<UsageError>(HasSubstr("did you mean 'resnet18'?")));
  EXPECT_THAT([] { build_network({.architecture = "mobilenetv2"}); },
              ThrowsMessage<UsageError>(HasSubstr("did you mean 'mobilenet_v2'?")));
  EXPECT_THAT([] { build_network({.head = "gaps"}); },
              ThrowsMessage<UsageError>(HasSubstr("unknown head 'gaps'; did you mean 'gap'?")));
}

TEST(Catalogue, HeadNamesAreWhatBuildNetworkAccepts) {
  EXPECT_THAT(head_names(),
              ElementsAre("none", "gap", "flatten", "soft_argmax", "center", "dense"));
  EXPECT_THAT(neck_names(), ElementsAre("none", "merge", "pyramid"));
  EXPECT_THAT(unit_names(), ElementsAre("depthwise", "ordinary"));
}

TEST(Catalogue, HeadsHaveATaskAndAnOutput) {
  EXPECT_THAT(head_names("single"), ElementsAre("gap", "flatten", "soft_argmax", "center"));
  EXPECT_THAT(head_names("faces"), ElementsAre("dense"));
  EXPECT_EQ(output_name("none"), "features");
  EXPECT_EQ(output_name("gap"), "box");
  EXPECT_EQ(output_name("dense"), "faces");
  EXPECT_THROW(output_name("dens"), UsageError);
}

class EveryArchitecture : public ::testing::TestWithParam<Architecture> {};

TEST_P(EveryArchitecture, BuildsWithAndWithoutHead) {
  for (int input : {64, 96, 128, 224}) {
    const std::string& name = GetParam().name;
    const auto features =
        build_network({.architecture = name, .head = "none", .input = square(input)});
    const auto detector =
        build_network({.architecture = name, .head = "gap", .input = square(input)});
    EXPECT_EQ(features.output().shape[0], GetParam().feature_dim);
    EXPECT_THAT(detector.output().shape, ElementsAre(4));
    const std::int64_t d = GetParam().feature_dim;
    EXPECT_EQ(graph::cost(detector).weight_count - graph::cost(features).weight_count,
              d * (d / 2) + d / 2 + (d / 2) * 4 + 4);
  }
}

TEST_P(EveryArchitecture, SmallestInputIsTheSmallestThatFits) {
  const int smallest = GetParam().min_input;
  const auto build = [](int input) {
    graph::Builder builder(3, input, input);
    return builder.shape(GetParam().build(builder, 1.0).back().node);
  };
  for (std::int64_t extent : build(smallest)) EXPECT_GE(extent, 1);
  if (smallest > 1) {
    EXPECT_THROW(build(smallest - 1), Error);
  }
  EXPECT_LE(smallest, 64);
}

TEST_P(EveryArchitecture, TooSmallAnInputIsRefusedWithTheLimit) {
  const Architecture& row = GetParam();
  EXPECT_THAT(
      [&] { build_network({.architecture = row.name, .input = square(row.min_input - 1)}); },
      ThrowsMessage<UsageError>(
          HasSubstr(fmt::format("input {} is too small for {}: its smallest "
                                "side is {} pixel",
                                row.min_input - 1, row.name, row.min_input))));
}

INSTANTIATE_TEST_SUITE_P(All, EveryArchitecture, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

TEST(Heads, GapIsTheOriginals) {
  const auto network =
      build_network({.architecture = "resnet18", .head = "gap", .input = square(64)});
  std::vector<std::string> head;
  for (const graph::Parameter& parameter : graph::parameters(network)) {
    if (parameter.name.rfind("head.", 0) == 0) {
      head.push_back(parameter.name + graph::to_string(parameter.shape));
      EXPECT_EQ(parameter.init.kind, graph::Init::kTorchDefault);
    }
  }
  EXPECT_THAT(head, ElementsAre("head.fc1.weight[256,512]", "head.fc1.bias[256]",
                                "head.fc2.weight[4,256]", "head.fc2.bias[4]"));
}

}  // namespace
}  // namespace efs::nn
