#include "tune/study/weights_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::tune {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string message_of(const SearchOptions& options) {
  try {
    check_weights(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

SearchOptions options_with(const std::string& weights, const std::vector<std::string>& names) {
  SearchOptions options;
  options.weights = weights;
  options.space = search::grid_space(names, {1e-3, 1e-4});
  return options;
}

TEST(CheckWeights, AFileFitsOneArchitecture) {
  EXPECT_EQ(message_of(options_with("w.safetensors", {"resnet18"})), "no error");
  EXPECT_EQ(message_of(options_with("w.pth", {"resnet18"})), "no error");
  EXPECT_EQ(message_of(options_with("", {"resnet18", "alexnet"})), "no error");
  EXPECT_THAT(message_of(options_with("w.pth", {"resnet18", "alexnet"})),
              AllOf(HasSubstr("w.pth"), HasSubstr("one architecture"), HasSubstr("has 2")));
}

TEST(CheckWeights, OtherFilesAndWordsAreRefused) {
  EXPECT_THAT(message_of(options_with("w.h5", {"resnet18"})), HasSubstr("'w.h5'"));
  EXPECT_THAT(message_of(options_with("torchvison", {"resnet18"})), HasSubstr("'torchvision'"));
}

TEST(CheckWeights, TorchvisionsAreOfWidthOne) {
  auto options = options_with("torchvision", {"resnet18", "mobilenet_v2"});
  EXPECT_EQ(message_of(options), "no error");
  options.space.parameters.push_back(
      {.name = "width", .values = {0.5, 1.0}, .only_if = {search::only_for({"mobilenet_v2"})}});
  EXPECT_THAT(message_of(options), AllOf(HasSubstr("mobilenet_v2"), HasSubstr("width 0.5")));
  EXPECT_THAT(message_of(options_with("torchvision", {"resnet19"})), HasSubstr("resnet19"));
}

}  // namespace
}  // namespace efs::tune
