// What holds for every kind of program.
#include "deploy/kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "core/error.h"

namespace efs::deploy {
namespace {

using ::testing::HasSubstr;

onnx::ModelInfo small_model() {
  onnx::ModelInfo info{.input = {64, 64}};
  info.architecture = "shufflenet_v2_x0_5";
  info.variant = "tap 16";
  info.study = "board";
  info.trial = 7;
  info.validation_iou = 0.8125;
  return info;
}

class KindTest : public ::testing::TestWithParam<std::string> {};

/// What a file takes from the files beside it.
std::vector<std::string> parts_of(const WrittenFile& file) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& pattern, const std::string& suffix) {
    const std::regex expression(pattern);
    for (auto found = std::sregex_iterator(file.text.begin(), file.text.end(), expression);
         found != std::sregex_iterator(); ++found) {
      parts.push_back((*found)[1].str() + suffix);
    }
  };
  add("#include \"([a-z_.]+)\"", "");
  add("<script src=\"([a-z_]+[.]js)\"", "");
  if (file.name.ends_with(".py"))
    add("(?:^|\n)(?:from|import) (codec|media|model_facts|network)\\b", ".py");
  return parts;
}

TEST_P(KindTest, HasAllItsParts) {
  const auto files = files_of(kind_of(GetParam()), small_model());
  std::set<std::string> names;
  for (const WrittenFile& file : files) {
    EXPECT_TRUE(names.insert(file.name).second) << file.name;
    EXPECT_FALSE(file.text.empty()) << file.name;
  }
  for (const WrittenFile& file : files) {
    for (const std::string& part : parts_of(file)) {
      EXPECT_TRUE(names.contains(part)) << file.name << " needs " << part;
    }
  }
}

TEST_P(KindTest, IsExplained) {
  const auto files = files_of(kind_of(GetParam()), small_model());
  const WrittenFile& readme = files.back();
  EXPECT_EQ(readme.name, "README.md");
  EXPECT_THAT(readme.text, HasSubstr("trial 7 of the study board"));
  EXPECT_THAT(readme.text, HasSubstr("mean IoU 0.812"));
  EXPECT_THAT(readme.text, HasSubstr("one box for each picture"));
}

INSTANTIATE_TEST_SUITE_P(All, KindTest, ::testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const Kind& kind : kinds()) names.emplace_back(kind.name);
                           return names;
                         }()),
                         [](const auto& info) {
                           return std::regex_replace(info.param, std::regex("-"), "_");
                         });

TEST(Kinds, AnUnknownOneIsRefusedWithTheNearest) {
  try {
    kind_of("cpp-opencw");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("cpp-opencv"));
  }
}

}  // namespace
}  // namespace efs::deploy
