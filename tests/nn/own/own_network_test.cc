#include "nn/own/own_network.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "nn/own/own_networks.h"

namespace efs::nn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr const char* kPlain = "{stem: cn_s2_c8, stages: [cn_s2_c16, cn_s2_c24]}";
const std::string kGraph =
    "input Input(3x32x32) <- []\n"
    "conv Conv2d(out=8 kernel=3 stride=4 padding=1) <- [input]\n";

TEST(OwnNetwork, IsCalledAsItsTextOrItsFileSays) {
  EXPECT_EQ(read_own_network(kPlain, "nets/my.net.yaml").architecture.name, "my.net");
  EXPECT_EQ(read_own_network("{name: other, stem: cn_s2_c8, stages: [cn_s2_c16]}", "mine.yaml")
                .architecture.name,
            "other");
  EXPECT_EQ(read_own_network(kPlain, "mine.yaml", "third").architecture.name, "third");
  EXPECT_EQ(read_own_network(kGraph, "mine.efsgraph").architecture.name, "mine");
  EXPECT_EQ(read_own_network(kPlain, "mine.yaml").architecture.family, kOwnFamily);
  EXPECT_EQ(read_own_network(kPlain, "mine.yaml").architecture.feature_dim, 24);
  EXPECT_EQ(read_own_network(kGraph, "mine").architecture.feature_dim, 8);
}

TEST(OwnNetwork, IsReadAgainFromItsText) {
  for (const std::string& text : {std::string(kPlain), kGraph}) {
    const auto own = read_own_network(text, "mine");
    const auto again = read_own_network(own.text, "mine");
    EXPECT_EQ(again.text, own.text);
    EXPECT_EQ(again.architecture.name, own.architecture.name);
  }
}

void expect_refusal(const std::string& text, const char* words, const std::string& name = "") {
  EXPECT_THAT([&] { read_own_network(text, "mine.yaml", name); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("mine.yaml"), HasSubstr(words))))
      << text;
}

TEST(OwnNetwork, WithoutANameIsRefused) {
  expect_refusal(kPlain, "is no name for a network", "a b");
  expect_refusal(kPlain, "is no name for a network", std::string(65, 'x'));
}

TEST(OwnNetwork, ThatIsNoBackboneIsRefused) {
  expect_refusal("input Input(1x32x32) <- []\nc Conv2d(out=8 stride=4) <- [input]\n", "1 channels");
  expect_refusal(kGraph + "flat Flatten() <- [conv]\nfc Linear(out=4) <- [flat]\n",
                 "not a map [C,H,W]");
  expect_refusal(kGraph + "head.conv Conv2d(out=4) <- [conv]\n", "begin with 'head.'");
  expect_refusal("input Input(3x32x32) <- []\nconv Conv2d(out=8) <- [input]\n", "stride 4 or more");
  expect_refusal(kGraph + "x Foo() <- [conv]\n", "unknown operator");
  expect_refusal("just words", "mine.yaml");
  expect_refusal("", "stem: is missing");
}

TEST(OwnNetwork, OfAGraphSaysWhichInputItDoesNotTake) {
  const std::string text = kGraph +
                           "down Conv2d(out=8 kernel=3 stride=2 padding=1) <- [conv]\n"
                           "up Upsample2x() <- [down]\n"
                           "sum Add() <- [up, conv]\n";
  EXPECT_NO_THROW(
      build_network(testing::network_of_text(text, {.head = "none", .input = square(64)})));
  EXPECT_THAT(
      [&] {
        build_network(testing::network_of_text(text, {.head = "none", .input = {36, 36}}));
      },
      ThrowsMessage<UsageError>(
          AllOf(HasSubstr("the network 'mine' takes no input 36x36"), HasSubstr("'sum'"))));
}

TEST(OwnNetwork, OfAGraphHasOneWidth) {
  EXPECT_THROW(build_network(testing::network_of_text(kGraph, {.head = "none", .width = 0.5})),
               UsageError);
}

}  // namespace
}  // namespace efs::nn
