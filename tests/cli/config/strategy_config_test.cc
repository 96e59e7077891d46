#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/config/search_config.h"
#include "core/error.h"
#include "support/message_of.h"

namespace efs::cli {
namespace {

using search::SamplerKind;
using search::SchedulerKind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::StartsWith;

tune::SearchOptions parse(const std::string& text) {
  auto config = Config::parse(text, "test.yaml");
  return parse_search_config(config);
}

std::string refusal(const std::string& text) {
  return message_of([&] { parse(text); });
}

/// What is resolved and read again.
tune::SearchOptions again(const tune::SearchOptions& options) {
  const std::string text = resolved_yaml(options);
  const auto result = parse(text);
  EXPECT_EQ(resolved_yaml(result), text);
  return result;
}

/// With the keys of `search`.
tune::SearchOptions search_with(const std::string& keys) { return parse("search: {" + keys + "}"); }

TEST(StrategyConfig, WithoutKeysIsTheStagedSearchOfTheGrid) {
  const auto options = again(parse(""));
  EXPECT_EQ(options.strategy.scheduler, SchedulerKind::kStaged);
  EXPECT_EQ(options.strategy.sampler.kind, SamplerKind::kGrid);
  EXPECT_FALSE(options.strategy.stop.any());
  EXPECT_FALSE(search::has_end(options.strategy.budget));
  EXPECT_EQ(options.strategy.budget.trials, std::nullopt);
  EXPECT_THAT(options.fitness.objectives, IsEmpty());
  EXPECT_THAT(options.warm_start, IsEmpty());
}

TEST(StrategyConfig, EveryKeyOfSearchReadsBack) {
  const auto options = again(search_with(
      "scheduler: hyperband, sampler: nsga2, startup_trials: 7, population: 12, min_epochs: 4, "
      "max_epochs: 100, reduction: 2.5, stop: [median, extrapolation], grace_epochs: 6"));
  const search::Strategy& strategy = options.strategy;
  EXPECT_EQ(strategy.scheduler, SchedulerKind::kHyperband);
  EXPECT_EQ(strategy.sampler.kind, SamplerKind::kNsga2);
  EXPECT_EQ(strategy.sampler.startup_trials, 7);
  EXPECT_EQ(strategy.sampler.population, 12);
  EXPECT_EQ(strategy.rungs.min_epochs, 4);
  EXPECT_EQ(strategy.rungs.max_epochs, 100);
  EXPECT_EQ(strategy.rungs.reduction, 2.5);
  EXPECT_TRUE(strategy.stop.median);
  EXPECT_TRUE(strategy.stop.extrapolation);
  EXPECT_EQ(strategy.stop.grace_epochs, 6);
}

TEST(StrategyConfig, EverySchedulerAndSamplerReadsBack) {
  for (const auto& [scheduler, kind] : search::scheduler_names()) {
    if (kind == SchedulerKind::kStaged) continue;
    for (const auto& [sampler, sampler_kind] : search::sampler_names()) {
      const auto options =
          again(search_with("max_epochs: 9, scheduler: " + scheduler + ", sampler: " + sampler));
      EXPECT_EQ(options.strategy.scheduler, kind);
      EXPECT_EQ(options.strategy.sampler.kind, sampler_kind);
    }
  }
}

TEST(StrategyConfig, AnotherSchedulerThanStagedLearnsFromItsTrials) {
  EXPECT_EQ(search_with("scheduler: asha").strategy.sampler.kind, SamplerKind::kTpe);
}

TEST(StrategyConfig, EpochsComeFromTheStagesAndALittleOfThemIsTheFirstRung) {
  const auto options = parse("preset: edgefacesearch\nsearch: {scheduler: asha}");
  EXPECT_EQ(options.strategy.rungs.max_epochs, 60);
  EXPECT_EQ(options.strategy.rungs.min_epochs, 2);
  EXPECT_EQ(search_with("scheduler: asha, max_epochs: 270").strategy.rungs.min_epochs, 10);
  EXPECT_EQ(search_with("scheduler: full, max_epochs: 10").strategy.rungs.min_epochs, 10);
}

// An hour is short for several faces.
TEST(StrategyConfig, TheFrontOfSeveralFacesEndsAtTheTarget) {
  const auto options = parse("preset: front\ntask: faces\nfitness: {target_latency_ms: 5}");
  EXPECT_EQ(options.strategy.rungs.max_epochs, 36);
  const search::Fitness fitness(options.fitness);
  EXPECT_FALSE(fitness.violated({{"latency_ms", 4.9}}).has_value());
  EXPECT_EQ(fitness.violated({{"latency_ms", 5.1}}), "latency_ms <= target_latency_ms (it is 5.1)");
  EXPECT_EQ(parse("preset: front").strategy.rungs.max_epochs, 108);
  EXPECT_THAT(parse("preset: front").fitness.constraints, IsEmpty());
}

TEST(StrategyConfig, TheFirstRungIsBehindTheWarmUp) {
  const auto first_rung = [](const std::string& text) {
    return parse(text).strategy.rungs.min_epochs;
  };
  const std::string short_search = "search: {scheduler: asha, max_epochs: 10}";
  EXPECT_EQ(first_rung(short_search + "\ntrain: {warmup_epochs: 0}"), 1);
  EXPECT_EQ(first_rung(short_search + "\ntrain: {warmup_epochs: 2}"), 3);
  EXPECT_EQ(first_rung("preset: front\nsearch: {max_epochs: 36}"), 3);
  EXPECT_EQ(first_rung("preset: front\nsearch: {max_epochs: 2}"), 2);
  EXPECT_EQ(first_rung("preset: front\nsearch: {max_epochs: 36, min_epochs: 1}"), 1);
}

TEST(StrategyConfig, ACosineScheduleEndsWithTheLastRung) {
  EXPECT_EQ(search_with("scheduler: asha, max_epochs: 40").train.schedule_epochs, 40);
}

TEST(StrategyConfig, EveryKeyOfTheBudgetReadsBack) {
  const auto options = again(parse(
      "search: {scheduler: asha}\nbudget: {trials: 40, epochs: 500, hours: 1.5, target_fitness: "
      "0.75, patience_epochs: 60}"));
  const search::Budget& budget = options.strategy.budget;
  EXPECT_THAT(budget.trials, Optional(40));
  EXPECT_THAT(budget.epochs, Optional(500));
  EXPECT_THAT(budget.hours, Optional(1.5));
  EXPECT_THAT(budget.target_fitness, Optional(0.75));
  EXPECT_THAT(budget.patience_epochs, Optional(60));
  const auto partly = again(parse("budget: {hours: 0.1}"));
  EXPECT_THAT(partly.strategy.budget.hours, Optional(0.1));
  EXPECT_EQ(partly.strategy.budget.epochs, std::nullopt);
}

TEST(StrategyConfig, ObjectivesAreTextsOrSections) {
  const auto texts = again(parse("objectives: [maximize val_iou, minimize latency_ms]"));
  ASSERT_EQ(texts.fitness.objectives.size(), 2U);
  EXPECT_EQ(texts.fitness.objectives[0].expression, "val_iou");
  EXPECT_EQ(texts.fitness.objectives[0].direction, search::Direction::kMaximize);
  EXPECT_EQ(texts.fitness.objectives[1].expression, "latency_ms");
  EXPECT_EQ(texts.fitness.objectives[1].direction, search::Direction::kMinimize);
  EXPECT_EQ(texts.fitness.objectives[1].reference, std::nullopt);
  const auto sections = again(
      parse("objectives:\n  - {expression: 'val_iou - 0.1', reference: 0.25}\n  - {expression: "
            "'size_mb', direction: minimize, reference: 12}\n"));
  ASSERT_EQ(sections.fitness.objectives.size(), 2U);
  EXPECT_EQ(sections.fitness.objectives[0].expression, "val_iou - 0.1");
  EXPECT_EQ(sections.fitness.objectives[0].direction, search::Direction::kMaximize);
  EXPECT_THAT(sections.fitness.objectives[0].reference, Optional(0.25));
  EXPECT_THAT(sections.fitness.objectives[1].reference, Optional(12.0));
}

TEST(StrategyConfig, StudiesToBeginWithReadBack) {
  const auto options = again(parse("search: {scheduler: asha}\nwarm_start: [runs/first, 'b: c']"));
  const auto here = std::filesystem::current_path();
  EXPECT_THAT(options.warm_start,
              ElementsAre((here / "runs/first").string(), (here / "b: c").string()));
}

const search::Parameter& parameter(const tune::SearchOptions& options, const std::string& name) {
  for (const auto& candidate : options.space.parameters) {
    if (candidate.name == name) return candidate;
  }
  throw Error("no parameter " + name);
}

TEST(StrategyConfig, RangesOfTheSpaceReadBack) {
  const auto options =
      again(parse("search: {scheduler: asha}\nbudget: {trials: 9}\n"
                  "space:\n"
                  "  architectures: [mobilenet_v2, resnet18]\n"
                  "  width: {low: 0.5, high: 1, step: 0.1, only_for: mobilenet_v2}\n"
                  "  input: {low: 96, high: 160, step: 32}\n"
                  "  head: [gap, soft_argmax]\n"
                  "  optimizer: [adamw, sgd]\n"
                  "  weight_decay: {low: 1e-5, high: 0.1, log: true, only_if: {optimizer: adamw, "
                  "head: [gap]}}\n"
                  "  learning_rate: {low: 0.0001, high: 0.01, log: true}\n"));
  const auto& width = parameter(options, "width");
  ASSERT_TRUE(width.range.has_value());
  EXPECT_EQ(width.range->low, 0.5);
  EXPECT_EQ(width.range->high, 1.0);
  EXPECT_EQ(width.range->step, 0.1);
  EXPECT_FALSE(width.range->logarithmic || width.range->integer);
  ASSERT_EQ(width.only_if.size(), 1U);
  EXPECT_EQ(width.only_if[0].parameter, "architecture");
  EXPECT_THAT(width.only_if[0].values, ElementsAre(study::ParamValue("mobilenet_v2")));
  const auto& input = parameter(options, "input");
  EXPECT_TRUE(input.range->integer);
  EXPECT_THAT(search::values_of(input),
              ElementsAre(study::ParamValue(std::int64_t{96}), study::ParamValue(std::int64_t{128}),
                          study::ParamValue(std::int64_t{160})));
  const auto& decay = parameter(options, "weight_decay");
  EXPECT_TRUE(decay.range->logarithmic);
  EXPECT_EQ(decay.range->low, 1e-5);
  EXPECT_EQ(decay.only_if.size(), 2U);
  EXPECT_FALSE(decay.shapes_network);
  EXPECT_TRUE(parameter(options, "learning_rate").range->logarithmic);
  again(options);
}

TEST(StrategyConfig, RefusesWithFileLineAndColumn) {
  const auto at = [](const char* place) { return StartsWith(std::string("test.yaml:") + place); };
  EXPECT_THAT(refusal("search:\n  scheduler: ahsa"), AllOf(at("2:"), HasSubstr("'asha'")));
  EXPECT_THAT(refusal("search:\n  sampler: tpee"), AllOf(at("2:"), HasSubstr("'tpe'")));
  EXPECT_THAT(refusal("search:\n  scheduler: asha\n  stop: [mean]"),
              AllOf(at("3:"), HasSubstr("'mean' is neither median nor extrapolation")));
  EXPECT_THAT(refusal("search:\n  scheduler: asha\n  min_epochs: 20\n  max_epochs: 10"),
              AllOf(at("3:"), HasSubstr("at most max_epochs, 10")));
  EXPECT_THAT(refusal("search:\n  scheduler: asha\n  reduction: 1"),
              AllOf(at(""), HasSubstr("reduction 1 must be at least 1.5")));
  EXPECT_THAT(refusal("search:\n  max_epochs: 10"),
              AllOf(at("2:"), HasSubstr("scheduler staged has `stages`"), HasSubstr("asha")));
  EXPECT_THAT(refusal("search: {scheduler: asha}\nstages: [{epochs: 3, keep: 1}]"),
              AllOf(at("2:"), HasSubstr("search.min_epochs and max_epochs")));
  EXPECT_THAT(refusal("search: {scheduler: asha}\nrestart: true"),
              AllOf(at("2:"), HasSubstr("needs search.scheduler=staged")));
  EXPECT_THAT(refusal("search: {sampler: tpe}"),
              AllOf(at(""), HasSubstr("choose the sampler grid, or another scheduler")));
  EXPECT_THAT(refusal("search:\n  grace_epochs: 0"), at("2:"));
  EXPECT_THAT(refusal("search:\n  shceduler: asha"), AllOf(at("2:"), HasSubstr("scheduler")));
  EXPECT_THAT(refusal("budget:\n  trials: 0"), at("2:"));
  EXPECT_THAT(refusal("budget:\n  hours: 0"), AllOf(at("2:"), HasSubstr("above 0")));
  EXPECT_THAT(refusal("budget:\n  epcohs: 10"), AllOf(at("2:"), HasSubstr("'epcohs'")));
  EXPECT_THAT(refusal("objectives: [maximize val_iou]"), AllOf(at("1:"), HasSubstr("fitness")));
  EXPECT_THAT(refusal("objectives: [maximize val_iou, latency_ms]"),
              AllOf(at("1:"), HasSubstr("maximize or minimize")));
  EXPECT_THAT(refusal("objectives:\n  - {expression: val_iou}\n  - {expression: latncy_ms}"),
              AllOf(at(""), HasSubstr("latency_ms")));
}

TEST(StrategyConfig, RefusesRangesWithFileLineAndColumn) {
  const auto space = [](const std::string& line) {
    return refusal("search: {scheduler: asha}\nbudget: {trials: 9}\nspace:\n  " + line);
  };
  const auto at = [](const char* place) { return StartsWith(std::string("test.yaml:") + place); };
  EXPECT_THAT(space("learning_rate: {low: 0.1}"), AllOf(at("4:"), HasSubstr("low and high")));
  EXPECT_THAT(space("learning_rate: {low: 0.1, high: 0.01}"),
              AllOf(at("4:"), HasSubstr("low must be less than high")));
  EXPECT_THAT(space("learning_rate: {low: 0, high: 0.01, log: true}"),
              AllOf(at("4:"), HasSubstr("begins above 0")));
  EXPECT_THAT(space("head: {low: 0, high: 1}"), AllOf(at("4:"), HasSubstr("from a list")));
  EXPECT_THAT(space("input: {low: 64.5, high: 128}"), AllOf(at(""), HasSubstr("integer")));
  EXPECT_THAT(space("weight_decay: {low: 0, high: 1, only_if: {optimizer: [sgd]}}"),
              AllOf(at(""), HasSubstr("which the space does not choose")));
  EXPECT_THAT(space("width: {low: 0.5, high: 1, only_if: {colour: [red]}}"),
              AllOf(at("4:"), HasSubstr("colour")));
  EXPECT_THAT(space("width: {low: 0.5, high: 1, only_for: resnet18, only_if: {architecture: "
                    "resnet18}}"),
              AllOf(at(""), HasSubstr("two conditions on architecture")));
  // Without the budget nothing would end it.
  EXPECT_THAT(
      refusal("search:\n  scheduler: asha\nspace:\n  learning_rate: {low: 0.001, high: 0.01}"),
      AllOf(at(""), HasSubstr("budget.trials")));
}

}  // namespace
}  // namespace efs::cli
