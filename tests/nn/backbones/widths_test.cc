// Width multipliers against torchvision's counts (make_width_goldens.py).
#include "nn/backbones/widths.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "graph/cost.h"
#include "nn/catalogue.h"
#include "nn/network.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StrEq;
using ::testing::ThrowsMessage;

graph::Graph backbone(const std::string& name, double width) {
  return build_network({.architecture = name, .head = "none", .input = square(64), .width = width});
}

TEST(Widths, CountAsTorchvision) {
  const Json golden = Json::parse(read_file(EFS_SOURCE_DIR "/tests/nn/goldens/widths.json"));
  ASSERT_GT(golden.at("networks").size(), 10U);
  for (const Json& row : golden.at("networks")) {
    const std::string name = row.at("architecture");
    const double width = row.at("width");
    SCOPED_TRACE(fmt::format("{} x {}", name, width));
    const graph::Graph network = backbone(name, width);
    EXPECT_EQ(graph::cost(network).weight_count, row.at("parameters").get<std::int64_t>());
    EXPECT_EQ(network.output().shape[0], row.at("feature_dim").get<std::int64_t>());
  }
}

TEST(Widths, OfOneChangeNothing) {
  for (const Architecture& row : architectures()) {
    EXPECT_TRUE(row.widths.contain(1.0)) << row.name;
    EXPECT_EQ(graph::describe(backbone(row.name, 1.0)),
              graph::describe(
                  build_network({.architecture = row.name, .head = "none", .input = square(64)})));
  }
}

// The paper's two networks are the same table's columns.
TEST(Widths, OfShuffleNetReachItsSibling) {
  EXPECT_EQ(graph::describe(backbone("shufflenet_v2_x1_0", 0.5)),
            graph::describe(backbone("shufflenet_v2_x0_5", 1.0)));
}

TEST(Widths, OfOneThatAreListedBuild) {
  for (const Architecture& row : architectures()) {
    for (double width : row.widths.listed) EXPECT_NO_THROW(backbone(row.name, width)) << width;
    EXPECT_NO_THROW(backbone(row.name, row.widths.smallest));
    EXPECT_NO_THROW(backbone(row.name, row.widths.largest));
  }
}

TEST(Widths, HaveTaps) {
  const graph::Graph network = build_network({.architecture = "mobilenet_v2",
                                              .head = "none",
                                              .input = square(96),
                                              .width = 0.5,
                                              .tap = 16});
  EXPECT_THAT(network.output().shape, ElementsAre(48, 6, 6));  // 96 * 0.5
}

TEST(Widths, ThatAnArchitectureDoesNotTakeAreRefusedWithTheRule) {
  EXPECT_THAT([] { backbone("resnet18", 0.5); },
              ThrowsMessage<UsageError>(HasSubstr(
                  "resnet18 does not take width 0.5, only 1; these do: shufflenet_v2_x1_0, ")));
  EXPECT_THAT([] { backbone("shufflenet_v2_x1_0", 0.75); },
              ThrowsMessage<UsageError>(
                  HasSubstr("shufflenet_v2_x1_0 does not take width 0.75, only 0.5, 1, 1.5 or 2; "
                            "these do: mobilenet_v2, ")));
  EXPECT_THAT(
      [] { check_width(architecture("mobilenet_v2"), 0.05); },
      ThrowsMessage<UsageError>(StrEq("mobilenet_v2 does not take width 0.05, only 0.1..4")));
  for (double width : {0.0, -1.0, 4.5, std::nan(""), HUGE_VAL}) {
    EXPECT_THROW(check_width(architecture("mnasnet1_0"), width), UsageError) << width;
    EXPECT_THROW(check_width(architecture("vgg11"), width), UsageError) << width;
  }
  EXPECT_NO_THROW(check_width(architecture("mobilenet_v3_small"), 0.75));
  EXPECT_THROW(check_width(architecture("mobilenet_v3_smal"), 0.75), UsageError);
}

}  // namespace
}  // namespace efs::nn
