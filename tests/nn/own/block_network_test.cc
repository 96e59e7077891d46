#include "nn/own/block_network.h"

#include <gmock/gmock.h>

#include <map>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/own/own_networks.h"

namespace efs::nn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::kMobileNetV2Text;
using testing::kResNet18Text;
using testing::network_of_text;
using ::testing::ThrowsMessage;

struct Twin {
  const char* name;
  const char* text;
};

class Twins : public ::testing::TestWithParam<Twin> {};

/// Operators, attributes and shapes in their order, without names: what is computed.
std::vector<std::string> arithmetic(const graph::Graph& network) {
  std::vector<std::string> layers;
  for (const graph::Node& node : network.nodes()) {
    layers.push_back(graph::op_name(node.op) + graph::op_attributes(node.op) +
                     graph::to_string(node.shape));
  }
  std::ranges::sort(layers);  // shortcuts may stand before or behind what they pass
  return layers;
}

// At each tap, with heads of both tasks, in two extents.
TEST_P(Twins, AreTheNetworksOfTheCatalogue) {
  for (const int tap : {0, 4, 8, 16, 32}) {
    for (const char* head : {"none", "soft_argmax", "dense"}) {
      SCOPED_TRACE(fmt::format("{} tap {}", head, tap));
      const NetworkOptions options{
          .architecture = GetParam().name, .head = head, .input = {160, 96}, .tap = tap};
      const auto built_in = build_network(options);
      const auto own = build_network(network_of_text(GetParam().text, options));
      EXPECT_EQ(graph::cost(own).weight_count, graph::cost(built_in).weight_count);
      EXPECT_EQ(graph::cost(own).macs, graph::cost(built_in).macs);
      EXPECT_EQ(arithmetic(own), arithmetic(built_in));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Twins,
                         ::testing::Values(Twin{"mobilenet_v2", kMobileNetV2Text},
                                           Twin{"resnet18", kResNet18Text}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BlockNetwork, TakesWidthsAsMobileNetV2Does) {
  const NetworkOptions half{
      .architecture = "mobilenet_v2", .head = "none", .width = 0.5, .tap = 16};
  EXPECT_EQ(arithmetic(build_network(network_of_text(kMobileNetV2Text, half))),
            arithmetic(build_network(half)));
}

BlockNetwork read(const std::string& text) {
  const Config config = Config::parse(text, "mine.yaml");
  auto network = read_block_network(config, "mine");
  config.finish();
  return network;
}

TEST(BlockNetwork, IsWrittenAsItIsRead) {
  for (const char* text :
       {kMobileNetV2Text, kResNet18Text,
        "{name: other, stem: cn_c8, stages: [cn_s2_c8], se_of: inside, se_gate: hardsigmoid, "
        "norm_epsilon: 0.001, norm_momentum: 0.01, activation: hardswish}"}) {
    const std::string written = to_yaml(read(text));
    EXPECT_EQ(to_yaml(read(written)), written);
  }
}

void expect_refusal(const std::string& text, const char* position, const char* words) {
  EXPECT_THAT([&] { read(text); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr(position), HasSubstr(words))))
      << text;
}

TEST(BlockNetwork, SaysInWhichLineWhatIsWrong) {
  expect_refusal("stages: [cn_c8]\n", "mine.yaml", "stem: is missing");
  expect_refusal("stem: cn_c8\n", "mine.yaml", "must be a list of blocks");
  expect_refusal("stem: cn_c8\nstages:\n  - cn_c8\n  - ir_c8\n", "mine.yaml:4:5", "needs e");
  expect_refusal("stem: cn_c8\nstages:\n  - [cn_c8, xy_c8]\n", "mine.yaml:3", "unknown block 'xy'");
  expect_refusal("stem: cn_c8\nstages: [cn_c8]\nactivation: mish\n", "mine.yaml:3", "mish");
  expect_refusal("stem: cn_c8\nstages: [cn_c8]\nlasts: cn_c8\n", "mine.yaml:3", "last");
  expect_refusal("stem: cn_c8\nstages: {a: cn_c8}\n", "mine.yaml:2", "stages");
  expect_refusal(
      "stem: cn_c8\nstages: [cn_r32_c8, cn_r32_c8, cn_r32_c8, cn_r32_c8, cn_r32_c8, "
      "cn_r32_c8, cn_r32_c8]\n",
      "mine.yaml:2", "224 blocks");
}

TEST(BlockNetwork, DoesNotHalveOneCell) {
  const char* const text = "{stem: cn_s2_c8, stages: [cn_s2_c8, cn_s2_c8, cn_s2_c8, cn_s2_c8]}";
  EXPECT_NO_THROW(build_network(network_of_text(text, {.head = "none", .input = square(32)})));
  EXPECT_THAT([&] { build_network(network_of_text(text, {.head = "none", .input = square(16)})); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("'mine' halves a map of 1 x 1 cells"),
                                              HasSubstr("larger input than 16x16"))));
}

TEST(BlockNetwork, NeedsAMapThatDetectorsRead) {
  EXPECT_THAT([] { build_network(network_of_text("{stem: cn_s2_c8, stages: [cn_c8]}", {})); },
              ThrowsMessage<UsageError>(HasSubstr("stride 4 or more")));
}

}  // namespace
}  // namespace efs::nn
