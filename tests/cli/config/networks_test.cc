#include "cli/config/networks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/config/search_config.h"
#include "cli/config/space_config.h"
#include "core/error.h"
#include "core/files/files.h"
#include "graph/text/graph_file.h"
#include "nn/network.h"
#include "support/temporary_folder.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Networks : public ::testing::Test {
 protected:
  Networks() {
    write("mine.yaml",
          "# my own\nstem: cn_k3_s2_c8\nstages: [ds_s2_c16, ir_s2_e2_c24, cn_s2_c32]\n");
    write("net.efsgraph", graph::graph_text(nn::build_network(
                              {.architecture = "shufflenet_v2_x0_5", .head = "none"})));
  }
  std::string write(const std::string& name, const std::string& text) const {
    write_file_atomically(folder_.path() / name, text);
    return path(name);
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  static tune::SearchOptions parse(const std::string& text) {
    auto config = Config::parse(text, "test.yaml");
    auto options = parse_search_config(config);
    check_space(config, options);
    return options;
  }

  TemporaryFolder folder_;
};

std::vector<study::ParamValue> names(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

TEST_F(Networks, OfFilesAreArchitecturesByTheirNames) {
  const auto options =
      parse("space: {architectures: [resnet18, {name: other, file: '" + path("mine.yaml") +
            "'}, '" + path("net.efsgraph") + "', '" + path("mine.yaml") + "']}");
  EXPECT_EQ(options.space.parameters.front().values, names({"resnet18", "other", "net", "mine"}));
  ASSERT_EQ(options.networks.size(), 3U);
  const auto candidate = tune::candidate_of(options, {{"architecture", std::string("mine")}});
  ASSERT_NE(candidate.network.own, nullptr);
  EXPECT_EQ(candidate.network.own->feature_dim, 32);
  EXPECT_EQ(tune::candidate_of(options, {{"architecture", std::string("resnet18")}}).network.own,
            nullptr);
}

TEST_F(Networks, AreInTheStudyWithoutTheirFiles) {
  const auto options = parse("space: {architectures: ['" + path("mine.yaml") + "', '" +
                             path("net.efsgraph") + "']}");
  const std::string text = resolved_yaml(options);
  std::filesystem::remove(path("mine.yaml"));
  std::filesystem::remove(path("net.efsgraph"));
  const auto again = parse(text);
  EXPECT_EQ(resolved_yaml(again), text);
  for (const char* name : {"mine", "net"}) {
    const study::Params point{{"architecture", std::string(name)}};
    EXPECT_EQ(graph::describe(nn::build_network(tune::candidate_of(again, point).network)),
              graph::describe(nn::build_network(tune::candidate_of(options, point).network)));
  }
}

TEST_F(Networks, OneFileAloneMayBeTheArchitecture) {
  EXPECT_EQ(parse("space: {architectures: '" + path("mine.yaml") + "'}").networks.size(), 1U);
  EXPECT_EQ(parse("space: {architectures: {file: '" + path("mine.yaml") + "'}}").networks.size(),
            1U);
  EXPECT_EQ(
      parse("space: {architectures: {values: ['" + path("mine.yaml") + "']}}").networks.size(), 1U);
}

TEST_F(Networks, OfBlocksAreInTheSpaceWithTheirParameters) {
  const auto options = parse(
      "{budget: {trials: 9}, search: {scheduler: asha, sampler: random}, space: {architectures: "
      "[blocks, resnet18], "
      "stage_count: 3, stage1_width: {low: 8, high: 16, step: 8}, stage2_block: [ordinary]}}");
  const auto* width = options.space.find("stage1_width");
  ASSERT_NE(width, nullptr);
  EXPECT_EQ(width->range->high, 16.0);
  EXPECT_EQ(width->only_if.size(), 1U);
  EXPECT_EQ(options.space.find("stage4_width"), nullptr);
  EXPECT_EQ(options.space.find("stage2_expansion"), nullptr);
  const std::string text = resolved_yaml(options);
  EXPECT_EQ(resolved_yaml(parse(text)), text);
}

TEST_F(Networks, WithAnInputOfTheirOwnTakeThePlaceOfAPresetsInputs) {
  const auto options = parse("{preset: front, space: {architectures: [resnet18@96]}}");
  EXPECT_EQ(options.space.find("input"), nullptr);
  EXPECT_NE(parse("{preset: front, space: {architectures: [resnet18]}}").space.find("input"),
            nullptr);
}

TEST_F(Networks, OfAPresetKeepItsPrefilterWhereTheyAreAllBlocks) {
  EXPECT_TRUE(parse("{preset: design}").prefilter);
  EXPECT_TRUE(parse("{preset: design, space: {architectures: [blocks]}}").prefilter);
  EXPECT_FALSE(parse("{preset: design, space: {architectures: [resnet18]}}").prefilter);
  // One face's head needs a map that is not too coarse.
  EXPECT_EQ(parse("{preset: design, task: single}").space.find("stage4_width"), nullptr);
  EXPECT_NE(parse("{preset: design, task: faces}").space.find("stage4_width"), nullptr);
}

TEST_F(Networks, ADesignOfBlocksIsAnArchitecture) {
  const auto options = parse("space: {architectures: [b16-i2x24e4-d3x40k5-o1x64]}");
  EXPECT_EQ(options.space.parameters.size(), 2U);
}

void expect_refusal(const std::string& text, const char* position, const std::string& words) {
  EXPECT_THAT(
      [&] {
        auto config = Config::parse(text, "test.yaml");
        check_space(config, parse_search_config(config));
      },
      ThrowsMessage<UsageError>(AllOf(HasSubstr(position), HasSubstr(words))))
      << text;
}

TEST_F(Networks, ThatAreNoneAreRefusedWhereTheyAreNamed) {
  expect_refusal("space:\n  architectures: [resnet18,\n    missing.yaml]", "test.yaml:3",
                 "missing.yaml");
  expect_refusal(
      "space:\n  architectures:\n    - {name: resnet18, file: " + path("mine.yaml") + "}",
      "test.yaml:3", "the name 'resnet18' is taken");
  for (const char* taken : {"blocks", "all"}) {
    expect_refusal(
        fmt::format("space: {{architectures: {{name: {}, file: {}}}}}", taken, path("mine.yaml")),
        "test.yaml:1", "is taken");
  }
  expect_refusal("networks: {resnet18: 'stem: cn_c8'}", "test.yaml:1", "networks");
  expect_refusal("space:\n  architectures:\n    - {name: a}", "test.yaml:3",
                 "{name: NAME, file: FILE}");
  expect_refusal("space:\n  architectures:\n    - {nam: a, file: " + path("mine.yaml") + "}",
                 "test.yaml:3", "did you mean");
  expect_refusal("space:\n  architectures:\n    - {name: a, file: " + path("mine.yaml") +
                     "}\n    - {name: a, file: " + path("net.efsgraph") + "}",
                 "test.yaml:4", "two networks have the name 'a'");
  write("bad.yaml", "stem: cn_s2_c8\nstages:\n  - cn_s2_c0\n");
  expect_refusal("space: {architectures: ['" + path("bad.yaml") + "']}", "bad.yaml:3", "'c0'");
  expect_refusal("space: {architectures: [resnet18], stage1_width: 16}", "test.yaml:1",
                 "which space.architectures lacks");
  expect_refusal(
      "{budget: {trials: 9}, search: {scheduler: asha, sampler: random}, space: {architectures: "
      "[blocks], "
      "stage_count: 3, stage4_width: 16}}",
      "test.yaml:1", "can never be chosen");
  expect_refusal(
      "{budget: {trials: 9}, search: {scheduler: asha, sampler: random}, space: {architectures: "
      "[blocks], "
      "stage1_kernel: 4}}",
      "test.yaml:1", "kernels are odd");
  expect_refusal(
      "{budget: {trials: 9}, search: {scheduler: asha, sampler: random}, space: {architectures: "
      "[blocks], "
      "stage_count: 5}}",
      "test.yaml:1", "3 to 4 stages");
}

}  // namespace
}  // namespace efs::cli
