// Heads and necks on every map of every backbone.
#include <gmock/gmock.h>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "nn/tap_strides.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

/// "name[shape]" of the tensors whose names begin so.
std::vector<std::string> tensors(const graph::Graph& network, const std::string& prefix) {
  std::vector<std::string> result;
  for (const graph::Parameter& parameter : graph::parameters(network)) {
    if (parameter.trainable && parameter.name.rfind(prefix, 0) == 0) {
      result.push_back(parameter.name + graph::to_string(parameter.shape));
    }
  }
  return result;
}

class EveryBackbone : public ::testing::TestWithParam<Architecture> {
 protected:
  const std::string& name() const { return GetParam().name; }
};

TEST_P(EveryBackbone, CarriesEveryHeadAtEveryTap) {
  for (const std::string& head : head_names("single")) {
    for (int tap : tap_strides(name())) {
      SCOPED_TRACE(fmt::format("{} at {}", head, tap));
      const auto detector =
          build_network({.architecture = name(), .head = head, .input = square(128), .tap = tap});
      const auto features =
          build_network({.architecture = name(), .head = "none", .input = square(128), .tap = tap});
      EXPECT_THAT(detector.output().shape, ElementsAre(4));
      EXPECT_EQ(tensors(detector, "").size() - tensors(features, "").size(),
                tensors(detector, "head.").size());
      EXPECT_THAT(tensors(detector, "head."), Not(SizeIs(0)));
    }
  }
}

TEST_P(EveryBackbone, CarriesEveryHeadAtItsSmallestInput) {
  for (const std::string& head : head_names()) {
    EXPECT_NO_THROW(build_network(
        {.architecture = name(), .head = head, .input = square(GetParam().min_input)}))
        << head;
  }
}

TEST_P(EveryBackbone, MergesATapWithTheNextDeeperOne) {
  if (GetParam().family == "alexnet" || GetParam().family == "squeezenet") return;  // halving_test
  const std::vector<int> strides = tap_strides(name());
  for (std::size_t i = 0; i + 1 < strides.size(); ++i) {
    SCOPED_TRACE(strides[i]);
    NetworkOptions options{.architecture = name(),
                           .head = "none",
                           .input = square(128),
                           .tap = strides[i],
                           .neck = "merge"};
    const graph::Graph merged = build_network(options);
    EXPECT_THAT(merged.output().shape, ElementsAre(128, 128 / strides[i], 128 / strides[i]));
    options.neck = "none";
    options.tap = strides[i + 1];
    const std::vector<std::string> deeper = tensors(build_network(options), "");
    EXPECT_THAT(tensors(merged, "neck."), SizeIs(6));  // two 1x1 convolutions with their norms
    EXPECT_EQ(tensors(merged, "").size(), deeper.size() + 6);
    options.tap = strides[i];
    options.neck = "merge";
    for (const std::string& head : head_names()) {
      options.head = head;
      EXPECT_NO_THROW(build_network(options)) << head;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryBackbone, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

TEST(Heads, FlattenKeepsItsLinearLayerSmall) {
  const auto linear = [](int input, int tap) {
    return tensors(build_network({.architecture = "mobilenet_v2",
                                  .head = "flatten",
                                  .input = square(input),
                                  .tap = tap}),
                   "head.m");
  };
  // 224 / 8 = 28 cells a side, in windows of 4: 7 x 7, times 32 channels.
  EXPECT_THAT(linear(224, 8), ElementsAre("head.min.weight[2,1568]", "head.min.bias[2]",
                                          "head.max.weight[2,1568]", "head.max.bias[2]"));
  EXPECT_THAT(linear(128, 16)[0], StartsWith("head.min.weight[2,2048]"));
  EXPECT_THAT(linear(32, 0)[0], StartsWith("head.min.weight[2,32]"));
}

TEST(Heads, SoftArgmaxHasAHeatMapForEachSideAndCenterOneForAll) {
  const auto heads = [](const std::string& head) {
    return tensors(
        build_network(
            {.architecture = "shufflenet_v2_x1_0", .head = head, .input = square(128), .tap = 16}),
        "head.");
  };
  EXPECT_THAT(heads("soft_argmax"),
              ElementsAre("head.mix.0.0.weight[232,1,3,3]", "head.mix.0.1.weight[232]",
                          "head.mix.0.1.bias[232]", "head.mix.1.0.weight[128,232,1,1]",
                          "head.mix.1.1.weight[128]", "head.mix.1.1.bias[128]",
                          "head.heat.weight[4,128,1,1]", "head.min.weight[2,128,1,1]",
                          "head.min.bias[2]", "head.max.weight[2,128,1,1]", "head.max.bias[2]"));
  std::vector<std::string> center = heads("soft_argmax");
  center[6] = "head.heat.weight[1,128,1,1]";
  EXPECT_EQ(heads("center"), center);
}

TEST(Necks, UnknownNamesOfferTheNearest) {
  EXPECT_THAT([] { build_network({.neck = "merg"}); },
              ThrowsMessage<UsageError>(HasSubstr("unknown neck 'merg'; did you mean 'merge'?")));
}

}  // namespace
}  // namespace efs::nn
