#include "nn/halving.h"

#include <gmock/gmock.h>

#include <sstream>

#include "core/error.h"
#include "nn/catalogue.h"

namespace efs::nn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

std::string refusal(const NetworkOptions& options) {
  try {
    build_network(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Halving, IsNeededByNecksThatEnlarge) {
  NetworkOptions options{
      .architecture = "resnet18", .input = square(100), .tap = 8, .neck = "merge"};
  EXPECT_THAT(refusal(options),
              HasSubstr("neck 'merge' needs maps of which each has half the extent of the one "
                        "before; at input 100, resnet18 has [128,13,13] at stride 8 and [256,7,7] "
                        "behind it; take an input of 96 or 112 pixels, another tap, or the neck "
                        "'none'"));
  options.neck = "none";
  EXPECT_NO_THROW(build_network(options));
}

// A pyramid of one face reads down to the last map, stride 32.
TEST(Halving, TellsOfEachSideThatDoesNotFit) {
  const auto pyramid = [](ImageSize input) {
    return NetworkOptions{
        .architecture = "mobilenet_v2", .input = input, .tap = 8, .neck = "pyramid"};
  };
  EXPECT_NO_THROW(build_network(pyramid({.width = 160, .height = 96})));
  EXPECT_THAT(refusal(pyramid({.width = 160, .height = 100})),
              AllOf(HasSubstr("at input 160x100, "), HasSubstr("take a height of 96 or 128 pixels"),
                    Not(HasSubstr("a width of"))));
  EXPECT_THAT(refusal(pyramid({.width = 200, .height = 96})),
              AllOf(HasSubstr("take a width of 192 or 224 pixels"), Not(HasSubstr("a height of"))));
  EXPECT_THAT(
      refusal(pyramid({.width = 200, .height = 100})),
      AllOf(HasSubstr("a width of 192 or 224 pixels"), HasSubstr("a height of 96 or 128 pixels")));
}

TEST(Halving, OfMapsWithoutPaddingIsFoundByTrying) {
  const auto merge = [](const char* name) {
    return NetworkOptions{.architecture = name, .input = square(128), .tap = 8, .neck = "merge"};
  };
  EXPECT_THAT(refusal(merge("squeezenet1_1")), HasSubstr("take an input of"));
  EXPECT_THAT(refusal(merge("alexnet")),
              HasSubstr("at input 128, alexnet has [192,15,15] at stride 8 and [256,7,7] behind "
                        "it; no input near it fits; take another tap, or the neck 'none'"));
  // 61 -> 30 -> 15: an unpadded network may fit by chance.
  EXPECT_NO_THROW(build_network(
      {.architecture = "squeezenet1_0", .input = square(128), .tap = 4, .neck = "merge"}));
}

class HalvingInputs : public ::testing::TestWithParam<Architecture> {};

/// The sides that a refusal names after "take an input of ".
std::vector<int> named_sides(const std::string& message) {
  const std::string before = "take an input of ";
  const std::size_t begin = message.find(before);
  std::vector<int> sides;
  if (begin == std::string::npos) return sides;
  std::istringstream words(message.substr(begin + before.size()));
  for (std::string word; words >> word && word != "pixels,";) {
    if (word != "or") sides.push_back(std::stoi(word));
  }
  return sides;
}

TEST_P(HalvingInputs, ThatARefusalNamesFit) {
  int refused = 0;
  for (int side = 64; side <= 160; side += 12) {
    NetworkOptions options{.architecture = GetParam().name,
                           .head = "dense",
                           .input = square(side),
                           .tap = 16,
                           .neck = "pyramid"};
    const std::string message = refusal(options);
    if (message == "nothing was refused") continue;
    ++refused;
    for (const int fitting : named_sides(message)) {
      options.input = square(fitting);
      EXPECT_EQ(refusal(options), "nothing was refused") << fitting << ": " << message;
    }
    EXPECT_THAT(message, HasSubstr("or the neck 'none'"));
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(All, HalvingInputs, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace efs::nn
