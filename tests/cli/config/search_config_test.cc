#include "cli/config/search_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/config/presets.h"
#include "cli/config/space_config.h"
#include "core/error.h"
#include "nn/catalogue.h"

namespace efs::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

tune::SearchOptions parse(const std::string& text, const std::vector<std::string>& overrides = {}) {
  auto config = Config::parse(text, "test.yaml");
  for (const auto& assignment : overrides) config.override_with(assignment);
  auto options = parse_search_config(config);
  check_space(config, options);
  return options;
}

std::string message_of(const std::string& text) {
  try {
    parse(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(SearchConfig, TheTemplateShowsTheDefaults) {
  auto shown = parse(config_template());
  auto defaults = parse("");
  shown.data.images = defaults.data.images;  // the template's are examples
  shown.data.labels = defaults.data.labels;
  EXPECT_EQ(resolved_yaml(shown), resolved_yaml(defaults));
}

TEST(SearchConfig, WhatIsResolvedReadsBackEqual) {
  const auto options = parse(
      "preset: edgefacesearch\nseed: 7\ninput: 112\n"
      "data: {images: a b, labels: 'l: 1.txt', faces: largest, folds: f.txt, validation_folds: "
      "[8]}\n"
      "fitness: {constraints: [latency_ms <= 15, size_mb < 20.5]}\n"
      "train: {schedule: cosine, weight_decay: 1e-4}\nlatency: {reuse: false}\n");
  const auto text = resolved_yaml(options);
  const auto again = parse(text);
  EXPECT_EQ(resolved_yaml(again), text);
  EXPECT_EQ(again.seed, 7U);
  EXPECT_EQ(again.data.faces, data::FaceRule::kLargest);
  EXPECT_EQ(again.fitness.constraints.size(), 2U);
  EXPECT_EQ(again.train.schedule_epochs, 60);
  EXPECT_TRUE(again.strategy.staged.restart);
}

TEST(SearchConfig, ABoardsAgentReadsBack) {
  const auto options = parse(
      "latency: {url: 'http://nano:7070', token_file: /x/token, ca_cert: /x/ca.pem, runtime: "
      "trtexec, threads: 4}");
  EXPECT_EQ(options.latency.all.at(0).url, "http://nano:7070");
  EXPECT_EQ(options.latency.all.at(0).token_file, "/x/token");
  EXPECT_EQ(options.latency.all.at(0).runtime, "trtexec");
  const auto text = resolved_yaml(options);
  EXPECT_EQ(resolved_yaml(parse(text)), text);
  EXPECT_EQ(parse("latency: {url: 'http://nano:7070'}").latency.all.at(0).runtime, "auto");
  EXPECT_THAT(message_of("latency: {runtime: trtexec}"), HasSubstr("trtexec"));
}

TEST(SearchConfig, SeveralTargetsReadBackAndAreNamesInExpressions) {
  const std::string targets =
      "targets: [{name: nano, url: 'http://nano:7070', runtime: tensorrt, precision: fp16}, "
      "{name: cpu, threads: 2}]\n";
  const auto options = parse(targets +
                             "fitness: {expression: val_iou / latency_ms.cpu, constraints: "
                             "[latency_ms.nano <= 15]}\n"
                             "objectives: [maximize val_iou, minimize latency_ms.cpu]\n"
                             "search: {scheduler: asha, sampler: random}\n");
  ASSERT_EQ(options.latency.all.size(), 2U);
  EXPECT_EQ(options.latency.all[0].precision, "fp16");
  EXPECT_EQ(options.latency.all[1].runtime, "auto");
  EXPECT_EQ(options.fitness.target_names, (std::vector<std::string>{"nano", "cpu"}));
  const auto text = resolved_yaml(options);
  EXPECT_EQ(resolved_yaml(parse(text)), text);
  EXPECT_EQ(parse(text).latency.all[1].threads, 2);

  EXPECT_THAT(message_of(targets + "fitness: {constraints: [latency_ms.nan <= 15]}"),
              HasSubstr("latency_ms.nano"));
  EXPECT_THAT(message_of(targets + "latency: {threads: 2}"), HasSubstr("one of each's keys"));
  EXPECT_THAT(message_of("targets: [{name: a}, {name: a}]"), HasSubstr("two targets"));
  EXPECT_THAT(message_of("targets: [{name: a b}]"), HasSubstr("letters, digits"));
  EXPECT_THAT(message_of("targets: [{url: 'http://nano:7070'}]"), HasSubstr("needs a name"));
  EXPECT_THAT(message_of("targets: []"), HasSubstr("targets"));
  EXPECT_THAT(message_of("targets: [{name: a, precision: fp61}]"), HasSubstr("fp16"));
  for (const char* runtime : {"auto", "opencv", "onnxruntime"}) {
    EXPECT_THAT(message_of(fmt::format("latency: {{precision: fp16, runtime: {}}}", runtime)),
                AllOf(HasSubstr(runtime), HasSubstr("tensorrt converts")));
  }
  EXPECT_EQ(parse("latency: {precision: fp16, runtime: tensorrt}").latency.all[0].precision,
            "fp16");
  EXPECT_EQ(parse("latency: {precision: fp16, url: 'http://nano:7070'}").latency.all[0].runtime,
            "auto");
}

TEST(SearchConfig, ThePresetIsTheOriginalsSearch) {
  const auto options = parse("preset: edgefacesearch");
  EXPECT_EQ(options.space.grid().size(), 84U);
  EXPECT_EQ(options.network.input, square(224));
  EXPECT_EQ(options.train.batch_size, 16);
  ASSERT_EQ(options.strategy.staged.stages.size(), 3U);
  EXPECT_EQ(options.strategy.staged.stages[0].epochs, 10);
  EXPECT_EQ(options.strategy.staged.stages[0].keep, 8);
  EXPECT_EQ(options.strategy.staged.stages[1].epochs, 30);
  EXPECT_EQ(options.strategy.staged.stages[1].keep, 2);
  EXPECT_EQ(options.strategy.staged.stages[2].epochs, 60);
  EXPECT_EQ(options.fitness.direction, search::Direction::kMinimize);
  EXPECT_DOUBLE_EQ(options.data.validation_share, 0.2);
}

TEST(SearchConfig, APresetFitsASmallerSpace) {
  auto options = parse("preset: edgefacesearch", {"space.architectures=[resnet18]", "input=112"});
  ASSERT_EQ(options.strategy.staged.stages.size(), 3U);
  for (const auto& stage : options.strategy.staged.stages) EXPECT_EQ(stage.keep, 1);
}

TEST(SearchConfig, AllStandsForEveryArchitecture) {
  const auto options = parse("space: {architectures: all}");
  EXPECT_EQ(options.space.parameters.at(0).values.size(), nn::architectures().size());
}

TEST(SearchConfig, RefusesWithPositionAndCure) {
  EXPECT_THAT(message_of("inptu: 96"), HasSubstr("test.yaml:1:1"));
  EXPECT_THAT(message_of("inptu: 96"), HasSubstr("input"));
  EXPECT_THAT(message_of("space:\n  architectures: [resnet81]"), HasSubstr("'resnet18'"));
  EXPECT_THAT(message_of("space:\n  architectures: [resnet81]"), HasSubstr("test.yaml:2:"));
  EXPECT_THAT(message_of("space: {learning_rate: [0.001, 0]}"), HasSubstr("learning_rate"));
  EXPECT_THAT(message_of("space: {learning_rate: [-1]}"), HasSubstr("learning_rate"));
  EXPECT_THAT(message_of("space: {learning_rate: []}"), HasSubstr("learning_rate"));
  EXPECT_THAT(message_of("space: {architectures: [resnet18]}\nstages: [{epochs: 1, keep: 2}]"),
              HasSubstr("stage 1"));
  EXPECT_THAT(message_of("stages: [{epochs: 3, keep: 2}, {epochs: 2, keep: 1}]"),
              HasSubstr("stage 2"));
  EXPECT_THAT(message_of("stages: [{epoch: 3}]"), HasSubstr("epochs"));
  EXPECT_THAT(message_of("fitness: {expression: val_iou * laatency_ms}"), HasSubstr("latency_ms"));
  EXPECT_THAT(message_of("fitness: {expression: val_iou * (}"), HasSubstr("test.yaml:1:"));
  EXPECT_THAT(message_of("fitness: {constraints: [latency_ms <]}"), HasSubstr("latency_ms <"));
  EXPECT_THAT(message_of("fitness: {target_latency_ms: 0}"), HasSubstr("above 0"));
  EXPECT_THAT(message_of("data: {validation_share: 1}"), HasSubstr("between 0 and 1"));
  EXPECT_THAT(message_of("data: {validation_folds: [8]}"), HasSubstr("data.folds"));
  EXPECT_THAT(message_of("input: 32\nspace: {architectures: [alexnet]}"), HasSubstr("63"));
  EXPECT_THAT(message_of("train: {batch_size: 1}"), HasSubstr("batch_size"));
  EXPECT_THAT(message_of("train: {optimizer: adan}"), HasSubstr("adam"));
  EXPECT_THAT(message_of("preset: edgeface"), HasSubstr("edgefacesearch"));
  EXPECT_THAT(message_of("seed: -1"), HasSubstr("seed"));
  EXPECT_THAT(message_of("space:\n  learning_rate: {log_uniform: [1]}"), HasSubstr("test.yaml:2:"));
  EXPECT_THAT(message_of("space: {learning_rate: {log_uniform: [0.1, 0.01]}}"),
              HasSubstr("low < high"));
  EXPECT_THAT(message_of("space: {width: {log_uniform: [0.5, 1]}}"), HasSubstr("from a list"));
}

TEST(SearchConfig, DrawsLearningRatesFromTheSeed) {
  const auto rates = [](const std::string& seed) {
    const auto options =
        parse("seed: " + seed + "\nspace: {learning_rate: {log_uniform: [0.001, 0.1], count: 4}}");
    for (const auto& parameter : options.space.parameters) {
      if (parameter.name == "learning_rate") return parameter.values;
    }
    return std::vector<study::ParamValue>{};
  };
  EXPECT_EQ(rates("1").size(), 4);
  EXPECT_EQ(rates("1"), rates("1"));
  EXPECT_NE(rates("1"), rates("2"));
}

TEST(SearchConfig, TheSpaceMayChooseNetworksAndRecipes) {
  const auto options = parse(
      "tap: 16\nhead: soft_argmax\nspace:\n  architectures: [mobilenet_v2, shufflenet_v2_x1_0]\n"
      "  width: {values: [0.5, 1.0], only_for: [mobilenet_v2]}\n  head: [gap, center]\n"
      "  input: 64\n  loss: [smooth_l1, giou + 5 * l1]\n  learning_rate: 0.01\n"
      "stages: [{epochs: 1, keep: 6}]\n");
  EXPECT_EQ(options.space.network_count(), 2U * (2U + 1U));
  EXPECT_EQ(options.space.grid().size(), 2U * (2U + 1U) * 2U);
  EXPECT_EQ(options.network.tap, 16);
  const auto text = resolved_yaml(options);
  EXPECT_EQ(resolved_yaml(parse(text)), text);
}

TEST(SearchConfig, RefusesWhatAnArchitectureCannotDoByName) {
  EXPECT_THAT(message_of("width: 0.5\nspace: {architectures: [mobilenet_v2, resnet18]}"),
              HasSubstr("resnet18"));
  EXPECT_THAT(message_of("space: {architectures: [resnet18], tap: [16, 12]}"),
              HasSubstr("resnet18"));
  EXPECT_THAT(message_of("space: {architectures: [resnet18], head: [gpa]}"), HasSubstr("'gap'"));
  EXPECT_THAT(message_of("space: {width: {values: [1], only_for: [resnet81]}}"),
              HasSubstr("resnet81"));
  EXPECT_THAT(message_of("space: {width: {value: [1]}}"), HasSubstr("values"));
  EXPECT_THAT(message_of("train: {loss: goiu}"), HasSubstr("'giou'"));
  EXPECT_THAT(message_of("space: {loss: [goiu]}"), HasSubstr("'giou'"));
  EXPECT_THAT(message_of("train: {augmentation: lihgt}"), HasSubstr("light"));
  EXPECT_THAT(message_of("space: {augmentation: lihgt}"), HasSubstr("light"));
  EXPECT_THAT(message_of("train: {average_decay: 1}"), HasSubstr("average_decay"));
  EXPECT_THAT(message_of("head: none"), HasSubstr("head"));
  EXPECT_THAT(message_of("train: {freeze_backbone_epochs: -1}"),
              HasSubstr("freeze_backbone_epochs"));
}

TEST(SearchConfig, WeightsAreAWordOrAFile) {
  EXPECT_EQ(parse("").weights, "");
  EXPECT_EQ(parse("weights: torchvision").weights, "torchvision");
  const std::string one = "space: {architectures: [resnet18]}\nstages: [{epochs: 1, keep: 1}]\n";
  const auto options = parse(one + "weights: some/w.pth");
  EXPECT_EQ(options.weights, std::filesystem::absolute("some/w.pth").string());
  EXPECT_EQ(parse(resolved_yaml(options)).weights, options.weights);
}

TEST(SearchConfig, AnOverrideIsNamedAsSuch) {
  try {
    parse("", {"train.batch_sise=8"});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("command line"));
    EXPECT_THAT(error.what(), HasSubstr("batch_size"));
  }
}

}  // namespace
}  // namespace efs::cli
