// Of every backbone of the catalogue, written as a file and read again, the taps are found where the
// catalogue states them.
#include "nn/own/found_taps.h"

#include <gtest/gtest.h>

#include "graph/text/graph_file.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "nn/own/own_networks.h"

namespace efs::nn {
namespace {

class FoundTaps : public ::testing::TestWithParam<std::string> {};

using NamedTaps = std::vector<std::pair<int, std::string>>;

NamedTaps taps_of(const Architecture& row, int input) {
  graph::Builder builder(3, input, input);
  NamedTaps taps;
  for (const Tap& tap : row.build(builder, 1.0)) {
    taps.emplace_back(tap.stride, builder.node(tap.node).name);
  }
  return taps;
}

TEST_P(FoundTaps, AreThoseOfTheCatalogue) {
  const auto whole =
      build_network({.architecture = GetParam(), .head = "none", .input = square(224)});
  const auto own = read_own_network(graph::graph_text(whole), "net.efsgraph");
  EXPECT_EQ(own.architecture.feature_dim, architecture(GetParam()).feature_dim);
  for (const int input : {224, 96}) {
    EXPECT_EQ(taps_of(own.architecture, input), taps_of(architecture(GetParam()), input));
  }
}

TEST_P(FoundTaps, OfAFileGiveTheSameDetectors) {
  const std::string text = graph::graph_text(
      build_network({.architecture = GetParam(), .head = "none", .input = square(64)}));
  for (const int tap : {8, 16}) {
    for (const char* head : {"soft_argmax", "dense"}) {
      const NetworkOptions options{
          .architecture = GetParam(), .head = head, .input = {128, 96}, .tap = tap};
      EXPECT_EQ(graph::describe(build_network(testing::network_of_text(text, options))),
                graph::describe(build_network(options)));
    }
  }
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Architecture& row : architectures()) result.push_back(row.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, FoundTaps, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

Features taps_of_text(const std::string& text) {
  const auto network = graph::read_graph(text, "net");
  return found_taps(graph::Builder(network), network.output_id());
}

// MobileNetV1: the 1x1 convolution in front of the halving layer ends its block.
TEST(FoundTapsOfBlocks, ADepthwiseSeparableBlockIsKeptWhole) {
  const auto features = taps_of_text(
      "input Input(3x32x32) <- []\n"
      "stem Conv2d(out=8 kernel=3 stride=4 padding=1) <- [input]\n"
      "dw Conv2d(out=8 kernel=3 padding=1 groups=8) <- [stem]\n"
      "pw Conv2d(out=16) <- [dw]\n"
      "relu ReLU() <- [pw]\n"
      "dw2 Conv2d(out=16 kernel=3 stride=2 padding=1 groups=16) <- [relu]\n"
      "pw2 Conv2d(out=32) <- [dw2]\n");
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(features[0].node, 4);
  EXPECT_EQ(features[1].node, 6);
}

TEST(FoundTapsOfBlocks, MapsThatAreEnlargedAgainMakeWay) {
  const auto features = taps_of_text(
      "input Input(3x32x32) <- []\n"
      "a Conv2d(out=8 kernel=3 stride=4 padding=1) <- [input]\n"
      "b Conv2d(out=8 kernel=3 stride=2 padding=1) <- [a]\n"
      "c Conv2d(out=8 kernel=3 stride=2 padding=1) <- [b]\n"
      "d Upsample2x() <- [c]\n"
      "e Add() <- [d, b]\n");
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(features[0].stride, 4);
  EXPECT_EQ(features[1].stride, 8);
  EXPECT_EQ(features[1].node, 5);
}

}  // namespace
}  // namespace efs::nn
