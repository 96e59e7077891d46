#include "search/objectives/objectives.h"

#include <gmock/gmock.h>

#include <limits>

#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

Metrics metrics(double val_iou, double latency_ms) {
  return {{"val_loss", 8.0}, {"val_iou", val_iou}, {"latency_ms", latency_ms}};
}

FitnessOptions two_objectives() {
  FitnessOptions options;
  options.objectives = {parse_objective("maximize val_iou"),
                        parse_objective("minimize latency_ms")};
  return options;
}

TEST(Objectives, OfAFitnessHasOneCostTheLowerTheBetter) {
  const Objectives maximize({.expression = "val_iou"});
  EXPECT_EQ(maximize.size(), 1u);
  EXPECT_THAT(maximize.costs(metrics(0.7, 5.0)), Optional(ElementsAre(-0.7)));
  EXPECT_EQ(maximize.shown({-0.7}), 0.7);
  const Objectives minimize({.expression = "val_loss", .direction = Direction::kMinimize});
  EXPECT_THAT(minimize.costs(metrics(0.7, 5.0)), Optional(ElementsAre(8.0)));
  EXPECT_EQ(minimize.shown({8.0}), 8.0);
}

TEST(Objectives, OfObjectivesHasACostOfEach) {
  const Objectives objectives(two_objectives());
  EXPECT_EQ(objectives.size(), 2u);
  EXPECT_THAT(objectives.costs(metrics(0.7, 5.0)), Optional(ElementsAre(-0.7, 5.0)));
  EXPECT_EQ(objectives.shown({-0.7, 5.0}), 0.7);
}

TEST(Objectives, GivesNothingWhereAMetricIsMissingOrAConstraintViolated) {
  FitnessOptions options = two_objectives();
  options.constraints = {"latency_ms <= 15"};
  const Objectives objectives(options);
  EXPECT_TRUE(objectives.costs(metrics(0.7, 15.0)).has_value());
  EXPECT_FALSE(objectives.costs(metrics(0.7, 15.1)).has_value());
  EXPECT_FALSE(objectives.costs(Metrics{{"val_iou", 0.7}}).has_value());
  EXPECT_FALSE(objectives.costs(Metrics{{"latency_ms", 5.0}}).has_value());
  EXPECT_FALSE(objectives.costs(metrics(0.7, 0.0)).has_value());
  EXPECT_FALSE(objectives.costs(metrics(std::numeric_limits<double>::infinity(), 5.0)).has_value());
}

TEST(Objectives, LooksAtATrialsFirstEpochs) {
  study::Trial trial;
  trial.cost = study::TrialCost{.latencies = {{study::kFirstTarget, {5.0, 5.0, "{}"}}}};
  trial.epochs = {{.epoch = 1, .metrics = {{"val_loss", 9.0}, {"val_iou", 0.2}}},
                  {.epoch = 2, .metrics = {{"val_loss", 7.0}, {"val_iou", 0.6}}},
                  {.epoch = 3, .metrics = {{"val_loss", 6.0}, {"val_iou", 0.5}}}};
  const Objectives best({.expression = "val_iou"});
  EXPECT_FALSE(best.costs(trial, 0).has_value());
  EXPECT_THAT(best.costs(trial, 1), Optional(ElementsAre(-0.2)));
  EXPECT_THAT(best.costs(trial, 3), Optional(ElementsAre(-0.6)));
  EXPECT_THAT(best.costs(trial), Optional(ElementsAre(-0.6)));
  const Objectives last({.expression = "val_loss",
                         .direction = Direction::kMinimize,
                         .epoch_choice = EpochChoice::kLast});
  EXPECT_THAT(last.costs(trial), Optional(ElementsAre(6.0)));
}

TEST(Objectives, HypervolumeBeginsAtTheReferenceOrTheWorst) {
  FitnessOptions options = two_objectives();
  options.objectives.push_back(parse_objective("minimize size_mb"));
  // val_iou counts from 0; latency up to twice the target of 15 ms; the size has none of its own.
  EXPECT_THAT(Objectives(options).reference({9, 9, 9}), ElementsAre(0.0, 30.0, 9.0));
  options.constraints = {"latency_ms <= 12"};
  options.objectives[0].reference = 0.4;
  options.objectives[2].reference = 3.0;
  EXPECT_THAT(Objectives(options).reference({9, 9, 9}), ElementsAre(-0.4, 12.0, 3.0));
}

TEST(Objectives, EachTargetsLatencyHasAReference) {
  FitnessOptions options = two_objectives();
  options.target_names = {"pi4", "nano"};
  options.constraints = {"latency_ms.nano <= 12"};
  options.objectives.push_back(parse_objective("minimize latency_ms.nano"));
  const Objectives objectives(options);
  EXPECT_THAT(objectives.reference({9, 9, 9}), ElementsAre(0.0, 30.0, 12.0));
  EXPECT_THAT(
      objectives.costs(Metrics{{"val_iou", 0.5}, {"latency_ms", 20.0}, {"latency_ms.nano", 4.0}}),
      Optional(ElementsAre(-0.5, 20.0, 4.0)));
}

TEST(Objectives, RefusesOneObjectiveOrMoreThanFour) {
  FitnessOptions options = two_objectives();
  options.objectives.pop_back();
  EXPECT_THAT(message_of([&] { Objectives{options}; }), HasSubstr("write it as the fitness"));
  options.objectives.resize(5, parse_objective("minimize macs"));
  EXPECT_THAT(message_of([&] { Objectives{options}; }), HasSubstr("at most 4"));
  options.objectives.resize(2);
  options.objectives[1].expression = "laatency_ms";
  EXPECT_THAT(message_of([&] { Objectives{options}; }), HasSubstr("latency_ms"));
}

TEST(ParseObjective, IsADirectionAndAnExpression) {
  const Objective objective = parse_objective("minimize  latency_ms * 2");
  EXPECT_EQ(objective.expression, "latency_ms * 2");
  EXPECT_EQ(objective.direction, Direction::kMinimize);
  EXPECT_EQ(parse_objective("maximize val_iou").direction, Direction::kMaximize);
  EXPECT_THAT(message_of([] { parse_objective("val_iou"); }),
              HasSubstr("objective 'val_iou': it must be maximize or minimize"));
}

}  // namespace
}  // namespace efs::search
