#include "search/objectives/fitness.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Metrics known() {
  return {{"val_loss", 8.0}, {"val_iou", 0.7}, {"latency_ms", 30.0},
          {"params", 1e6},   {"macs", 2e8},    {"size_mb", 4.0}};
}

std::optional<double> evaluate(const std::string& expression, const Metrics& metrics = known()) {
  FitnessOptions options;
  options.expression = expression;
  return Fitness(options).value(metrics);
}

std::string refusal(const std::string& expression,
                    const std::vector<std::string>& constraints = {}) {
  FitnessOptions options;
  options.expression = expression;
  options.constraints = constraints;
  try {
    Fitness fitness(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Fitness, TheDefaultIsMnasnets) {  // Tan et al. 2019, equation 2 with w = -0.07
  const Fitness fitness{FitnessOptions{}};
  EXPECT_NEAR(*fitness.value(known()), 0.7 * std::pow(2.0, -0.07), 1e-12);
  EXPECT_TRUE(fitness.better(0.8, 0.7));
  EXPECT_FALSE(fitness.better(0.7, 0.7));
  EXPECT_EQ(fitness.direction(), Direction::kMaximize);
}

TEST(Fitness, MinimizeTurnsTheOrderRound) {
  FitnessOptions options;
  options.expression = "val_loss * latency_ms";
  options.direction = Direction::kMinimize;
  const Fitness fitness(options);
  EXPECT_EQ(*fitness.value(known()), 240.0);
  EXPECT_TRUE(fitness.better(1.0, 2.0));
  EXPECT_FALSE(fitness.better(2.0, 1.0));
}

TEST(Fitness, KnowsEveryMetricAndTheUsualOperators) {
  EXPECT_EQ(evaluate("params + macs"), 1e6 + 2e8);
  EXPECT_EQ(evaluate("size_mb ^ 2"), 16.0);
  EXPECT_EQ(evaluate("val_loss ^ -1"), 0.125);
  EXPECT_EQ(evaluate("target_latency_ms * val_loss"), 120.0);
  EXPECT_EQ(evaluate("latency_ms <= 15 ? val_iou : 0"), 0.0);
  EXPECT_EQ(evaluate("min(val_loss, 3)"), 3.0);
}

TEST(Fitness, AnUnknownMetricGivesNothingOnlyWhereItIsRead) {
  Metrics metrics = known();
  metrics.erase("latency_ms");
  EXPECT_FALSE(evaluate("val_iou / latency_ms", metrics).has_value());
  EXPECT_EQ(evaluate("val_iou", metrics), 0.7);
}

TEST(Fitness, AFailedLatencyIsNeverAFitness) {
  for (const double failed : {0.0, -1.0, kNan, kInfinity}) {
    Metrics metrics = known();
    metrics.set("latency_ms", failed);
    EXPECT_FALSE(evaluate("val_loss * latency_ms", metrics).has_value()) << failed;
    EXPECT_FALSE(evaluate("val_iou", metrics).has_value()) << failed;
  }
}

TEST(Fitness, AResultThatIsNotFiniteIsNothing) {
  EXPECT_FALSE(evaluate("val_loss / (val_iou - val_iou)").has_value());
  EXPECT_FALSE(evaluate("sqrt(-val_loss)").has_value());
  Metrics metrics = known();
  metrics.set("val_loss", kNan);
  EXPECT_FALSE(evaluate("val_loss", metrics).has_value());
  metrics.set("val_loss", kInfinity);
  EXPECT_FALSE(evaluate("val_loss", metrics).has_value());
}

TEST(Fitness, RefusesExpressionsWithPositionAndCure) {
  EXPECT_EQ(refusal("2 * val_iuo"),
            "fitness '2 * val_iuo', position 5: unknown variable 'val_iuo'; did you mean "
            "'val_iou'?");
  EXPECT_EQ(refusal("val_iou * (latency_ms"),
            "fitness 'val_iou * (latency_ms', position 22: missing parenthesis");
  EXPECT_EQ(refusal("val_iou * * 2"),
            "fitness 'val_iou * * 2', position 11: unexpected operator \"*\"");
  EXPECT_EQ(refusal("val_iou +"), "fitness 'val_iou +', position 10: unexpected end of expression");
  EXPECT_EQ(refusal(""), "fitness '': expression is empty");
  EXPECT_THAT(refusal("val_iou = 3"),
              AllOf(HasSubstr("position 9"), HasSubstr("compare with '=='")));
  EXPECT_THAT(refusal("val_iou, val_loss"), HasSubstr("several expressions"));
  EXPECT_THAT(refusal("1 + target_latency_ms"), HasSubstr("reads no metric"));
  EXPECT_THAT(refusal("\"text\""), StartsWith("fitness "));
  EXPECT_EQ(refusal("val_iou == 3"), "accepted");
}

TEST(Fitness, RefusesATargetThatIsNotPositive) {
  for (const double target : {0.0, -1.0, kNan, kInfinity}) {
    FitnessOptions options;
    options.target_latency_ms = target;
    EXPECT_THROW(Fitness{options}, UsageError);
  }
}

TEST(Fitness, ConstraintsAreJudgedByTheKnownMetrics) {
  FitnessOptions options;
  options.constraints = {"latency_ms <= 15", " size_mb < 4", "val_iou >= 0.5", "params > 10"};
  const Fitness fitness(options);
  Metrics metrics = known();
  EXPECT_EQ(fitness.violated(metrics), "latency_ms <= 15 (it is 30)");
  metrics.set("latency_ms", 15.0);
  EXPECT_EQ(fitness.violated(metrics), "size_mb < 4 (it is 4)");
  metrics.erase("size_mb");
  EXPECT_FALSE(fitness.violated(metrics).has_value());
  metrics.set("val_iou", 0.25);
  EXPECT_EQ(fitness.violated(metrics), "val_iou >= 0.5 (it is 0.25)");
  metrics.set("val_iou", 0.5);
  metrics.set("params", 10.0);
  EXPECT_EQ(fitness.violated(metrics), "params > 10 (it is 10)");
  EXPECT_FALSE(fitness.violated(Metrics{}).has_value());
}

TEST(Fitness, AConstraintsLimitMayBeAnExpression) {
  FitnessOptions options;
  options.target_latency_ms = 20.0;
  options.constraints = {"latency_ms <= 1.5 * target_latency_ms", "macs<=2 * 10^8"};
  EXPECT_FALSE(Fitness(options).violated(known()).has_value());
  options.target_latency_ms = 19.0;
  EXPECT_TRUE(Fitness(options).violated(known()).has_value());
}

TEST(Fitness, RefusesMalformedConstraints) {
  const auto refused = [](const std::string& text) { return refusal("val_iou", {text}); };
  EXPECT_EQ(refused("latency_ms <= 15"), "accepted");
  EXPECT_EQ(refused("latencyms <= 15"),
            "constraint 'latencyms <= 15', position 1: unknown metric 'latencyms'; did you mean "
            "'latency_ms'?");
  for (const char* text : {"", "latency_ms", "latency_ms = 15", "<= 15", "latency_ms <=",
                           "1 < latency_ms < 15", "latency_ms == 15", "15 >= latency_ms"}) {
    EXPECT_THAT(refused(text), StartsWith("constraint '" + std::string(text) + "'"));
  }
  EXPECT_EQ(refused("latency_ms <= (3"),
            "constraint 'latency_ms <= (3': its limit '(3', position 3: missing parenthesis");
  EXPECT_THAT(refused("latency_ms <= abc"), HasSubstr("unknown variable 'abc'"));
  EXPECT_THAT(refused("latency_ms <= 1/0"), HasSubstr("not a finite number"));
}

// ---------------------------------------------------------------- targets

FitnessOptions two_targets() {
  return {.expression = "val_iou / latency_ms.nano",
          .constraints = {"latency_ms.nano <= 20", "latency_ms.pi4 < 100"},
          .target_names = {"pi4", "nano"}};
}

TEST(FitnessOnTargets, ReadsTheLatencyOfEach) {
  const Fitness fitness(two_targets());
  Metrics metrics{{"val_iou", 0.5}, {"latency_ms", 50.0}, {"latency_ms.nano", 10.0}};
  EXPECT_EQ(fitness.value(metrics), 0.05);
  EXPECT_FALSE(fitness.violated(metrics));
  metrics.set("latency_ms.nano", 25.0);
  EXPECT_EQ(fitness.violated(metrics), "latency_ms.nano <= 20 (it is 25)");
  metrics.erase("latency_ms.nano");  // not measured yet
  EXPECT_FALSE(fitness.value(metrics));
  EXPECT_FALSE(fitness.violated(metrics));
  metrics.set("latency_ms", 100.0);  // the first target's
  EXPECT_EQ(fitness.violated(metrics), "latency_ms.pi4 < 100 (it is 100)");
}

TEST(FitnessOnTargets, TheFirstHasTwoNames) {
  FitnessOptions options = two_targets();
  options.expression = "latency_ms - latency_ms.pi4 + val_iou";
  EXPECT_EQ(Fitness(options).value({{"val_iou", 0.5}, {"latency_ms", 50.0}}), 0.5);
}

TEST(FitnessOnTargets, TheFirstNeedNoName) {
  const FitnessOptions options{.expression = "latency_ms / latency_ms.nano",
                               .target_names = {"", "nano"}};
  EXPECT_EQ(Fitness(options).value({{"latency_ms", 6.0}, {"latency_ms.nano", 3.0}}), 2.0);
  EXPECT_TRUE(reads(options, "latency_ms"));
}

TEST(FitnessOnTargets, SaysWhatItReads) {
  FitnessOptions options{.expression = "val_iou - latency_ms.nano2 / target_latency_ms",
                         .target_names = {"pi4", "nano", "nano2"}};
  EXPECT_TRUE(reads(options, "val_iou"));
  EXPECT_TRUE(reads(options, "latency_ms.nano2"));
  EXPECT_TRUE(reads(options, "target_latency_ms"));
  for (const char* name : {"latency_ms", "latency_ms.nano", "params", "nonsense"}) {
    EXPECT_FALSE(reads(options, name)) << name;
  }
}

TEST(FitnessOnTargets, RefusesOneThatIsNotThere) {
  FitnessOptions options = two_targets();
  options.expression = "val_iou / latency_ms.nan";
  EXPECT_THAT(message_of([&] { Fitness{options}; }), HasSubstr("latency_ms.nano"));
  options = two_targets();
  options.target_names.clear();
  EXPECT_THAT(message_of([&] { Fitness{options}; }), HasSubstr("latency_ms.nano"));
}

TEST(FitnessOnTargets, EachHasAReferenceOfItsOwn) {
  const FitnessOptions options = two_targets();
  EXPECT_EQ(reference_latency_ms(options), 30.0);  // twice the target; the bound is weaker
  EXPECT_EQ(reference_latency_ms(options, "latency_ms.nano"), 20.0);
  FitnessOptions tight = options;
  tight.constraints = {"latency_ms.pi4 < 12"};
  EXPECT_EQ(reference_latency_ms(tight), 12.0);
  EXPECT_EQ(reference_latency_ms(tight, "latency_ms.pi4"), 12.0);
  EXPECT_EQ(reference_latency_ms(tight, "latency_ms.nano"), 30.0);
  EXPECT_TRUE(is_latency(options, "latency_ms.nano"));
  EXPECT_FALSE(is_latency(options, "latency_ms.tx2"));
}

// ---------------------------------------------------------------- metrics_of

study::Trial with_epochs(const std::vector<study::EpochRecord>& epochs) {
  study::Trial trial;
  trial.epochs = epochs;
  return trial;
}

TEST(MetricsOf, TakesTheFirstEpochWithTheHighestIou) {
  const Metrics metrics =
      metrics_of(with_epochs({{.epoch = 1, .metrics = {{"val_loss", 9.0}, {"val_iou", 0.3}}},
                              {.epoch = 2, .metrics = {{"val_loss", 7.0}, {"val_iou", 0.6}}},
                              {.epoch = 3, .metrics = {{"val_loss", 6.0}, {"val_iou", 0.6}}},
                              {.epoch = 4, .metrics = {{"val_loss", 5.0}, {"val_iou", 0.5}}}}),
                 Task{});
  EXPECT_EQ(metrics.find("val_iou"), 0.6);
  EXPECT_EQ(metrics.find("val_loss"), 7.0);
}

TEST(MetricsOf, AfterARestartOnlyItsOwnStageCounts) {
  study::Trial trial =
      with_epochs({{.stage = 1, .epoch = 1, .metrics = {{"val_loss", 1.0}, {"val_iou", 0.9}}},
                   {.stage = 2, .epoch = 1, .metrics = {{"val_loss", 4.0}, {"val_iou", 0.4}}}});
  trial.stage = 2;
  EXPECT_EQ(metrics_of(trial, Task{}).find("val_iou"), 0.9);
  trial.restart = true;
  EXPECT_EQ(metrics_of(trial, Task{}).find("val_iou"), 0.4);
  EXPECT_EQ(trial.epochs_done(), 1);
  trial.stage = 3;
  EXPECT_FALSE(metrics_of(trial, Task{}).find("val_iou").has_value());
  EXPECT_EQ(trial.epochs_done(), 0);
}

TEST(MetricsOf, LeavesOutWhatIsNotKnownOrFailed) {
  const Metrics none = metrics_of(study::Trial{}, Task{});
  EXPECT_EQ(none.begin(), none.end());
  EXPECT_FALSE(metrics_of(with_epochs({{.epoch = 1, .metrics = {{"val_iou", kNan}}}}), Task{})
                   .find("val_loss")
                   .has_value());
  study::Trial trial;
  for (const double failed : {0.0, -2.0, kNan, kInfinity}) {
    trial.cost = study::TrialCost{.latencies = {{study::kFirstTarget, {failed, 1.0, ""}}}};
    EXPECT_FALSE(metrics_of(trial, Task{}).find("latency_ms").has_value());
  }
  trial.cost = {.latencies = {{study::kFirstTarget, {2.5, 3.0, ""}}},
                .weight_count = 10,
                .macs = 20,
                .size_mb = 0.5};
  EXPECT_EQ(metrics_of(trial, Task{}).find("latency_ms"), 2.5);
  EXPECT_EQ(metrics_of(trial, Task{}).find("params"), 10.0);
  EXPECT_EQ(metrics_of(trial, Task{}).find("macs"), 20.0);
  EXPECT_EQ(metrics_of(trial, Task{}).find("size_mb"), 0.5);
  trial.cost->latencies["nano"] = {.median_ms = 7.0};
  trial.cost->latencies["pi4"] = {.median_ms = 0.0};
  EXPECT_EQ(metrics_of(trial, Task{}).find("latency_ms.nano"), 7.0);
  EXPECT_FALSE(metrics_of(trial, Task{}).find("latency_ms.pi4").has_value());
}

}  // namespace
}  // namespace efs::search
