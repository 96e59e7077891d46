#include "search/schedulers/strategy.h"

#include <gmock/gmock.h>

#include <set>

#include "search/space/spaces.h"
#include "search/trials.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

TEST(RungEpochs, AreTheLastDividedAgainAndAgain) {
  EXPECT_THAT(rung_epochs({1, 81, 3.0}), ElementsAre(1, 3, 9, 27, 81));
  EXPECT_THAT(rung_epochs({1, 9, 3.0}), ElementsAre(1, 3, 9));
  EXPECT_THAT(rung_epochs({2, 60, 3.0}), ElementsAre(2, 7, 20, 60));
  EXPECT_THAT(rung_epochs({3, 60, 3.0}), ElementsAre(7, 20, 60));
  EXPECT_THAT(rung_epochs({1, 16, 2.0}), ElementsAre(1, 2, 4, 8, 16));
  EXPECT_THAT(rung_epochs({1, 10, 4.0}), ElementsAre(1, 3, 10));
  EXPECT_THAT(rung_epochs({5, 5, 3.0}), ElementsAre(5));
  EXPECT_THAT(rung_epochs({1, 1, 1.5}), ElementsAre(1));
  EXPECT_THAT(rung_epochs({1, 3, 1.5}), ElementsAre(1, 2, 3));
}

TEST(RungEpochs, AreRefusedWithTheirRule) {
  EXPECT_EQ(message_of([] {
              rung_epochs({0, 9, 3.0});
            }),
            "rungs: min_epochs 0 must be at least 1 and at most max_epochs, 9");
  EXPECT_THAT(message_of([] { rung_epochs({10, 9, 3.0}); }), HasSubstr("at most max_epochs, 9"));
  EXPECT_EQ(message_of([] {
              rung_epochs({1, 9, 1.4});
            }),
            "rungs: reduction 1.4 must be at least 1.5; 3 is usual");
}

Strategy strategy_of(SchedulerKind kind) {
  Strategy strategy{.scheduler = kind, .rungs = {1, 9, 3.0}};
  strategy.staged.stages = {{10, 8}, {30, 2}, {60, 1}};
  return strategy;
}

TEST(Strategy, StagesAreTheRungsOrTheStages) {
  const auto epochs = [](SchedulerKind kind) {
    std::vector<int> result;
    for (const Stage& stage : stages_of(strategy_of(kind))) result.push_back(stage.epochs);
    return result;
  };
  EXPECT_THAT(epochs(SchedulerKind::kStaged), ElementsAre(10, 30, 60));
  EXPECT_THAT(epochs(SchedulerKind::kFull), ElementsAre(9));
  EXPECT_THAT(epochs(SchedulerKind::kAsha), ElementsAre(1, 3, 9));
  EXPECT_THAT(epochs(SchedulerKind::kHyperband), ElementsAre(1, 3, 9));
}

/// 21 networks, 4 learning rates.
Space original_space() {
  std::vector<std::string> names;
  for (int i = 0; i < 21; ++i) names.push_back("net" + std::to_string(i));
  return grid_space(names, {0.1, 0.01, 0.001, 0.0001});
}

TEST(Strategy, PlansAsManyTrialsAsTheSpaceHasOrTheBudgetAllows) {
  Strategy strategy = strategy_of(SchedulerKind::kAsha);
  EXPECT_THAT(planned_trials(strategy, original_space()), Optional(84u));
  EXPECT_EQ(planned_trials(strategy, infinite_space().space), std::nullopt);
  strategy.budget.trials = 30;
  EXPECT_THAT(planned_trials(strategy, original_space()), Optional(30u));
  EXPECT_THAT(planned_trials(strategy, infinite_space().space), Optional(30u));
  strategy.budget.trials = 100;
  EXPECT_THAT(planned_trials(strategy, original_space()), Optional(84u));
}

TEST(Strategy, PlansTheEpochsThatTrialsNeedOnAverage) {
  const auto planned = [](SchedulerKind kind, int trials) {
    Strategy strategy = strategy_of(kind);
    strategy.budget.trials = trials;
    return planned_epochs(strategy, infinite_space().space);
  };
  EXPECT_THAT(planned(SchedulerKind::kFull, 10), Optional(90.0));
  // Of 9 trials 9 train 1 epoch, 3 of them 2 more, and 1 of those 6 more.
  EXPECT_THAT(planned(SchedulerKind::kAsha, 9), Optional(testing::DoubleEq(21.0)));
  EXPECT_THAT(planned(SchedulerKind::kHalving, 9), Optional(testing::DoubleEq(21.0)));
  // Brackets of 9, 4.5 and 3 trials: 21 + (4.5 * 3 + 1.5 * 6) + 3 * 9 epochs for 16.5 trials.
  EXPECT_THAT(planned(SchedulerKind::kHyperband, 33), Optional(testing::DoubleEq(141.0)));
}

TEST(Strategy, PlansTheOriginalsEpochs) {
  Strategy strategy = strategy_of(SchedulerKind::kStaged);
  EXPECT_THAT(planned_epochs(strategy, original_space()), Optional(84 * 10.0 + 8 * 20 + 2 * 30));
  strategy.staged.restart = true;
  EXPECT_THAT(planned_epochs(strategy, original_space()), Optional(84 * 10.0 + 8 * 30 + 2 * 60));
}

TEST(Strategy, PlansNoMoreEpochsThanTheBudgetHas) {
  Strategy strategy = strategy_of(SchedulerKind::kFull);
  strategy.budget.epochs = 50;
  EXPECT_THAT(planned_epochs(strategy, infinite_space().space), Optional(50.0));
  strategy.budget.trials = 3;
  EXPECT_THAT(planned_epochs(strategy, infinite_space().space), Optional(27.0));
  strategy.budget = {.hours = 2.0};
  EXPECT_EQ(planned_epochs(strategy, infinite_space().space), std::nullopt);
}

std::string refusal(const Space& space, const Strategy& strategy,
                    const FitnessOptions& fitness = highest_iou()) {
  return message_of([&] { make_scheduler(space, strategy, fitness, 1); });
}

TEST(Strategy, EverySchedulerHasAName) {
  std::set<SchedulerKind> kinds;
  for (const auto& [name, kind] : scheduler_names()) {
    kinds.insert(kind);
    Strategy strategy = strategy_of(kind);
    strategy.staged.stages = {{3, 1}};
    EXPECT_EQ(refusal(finite_space().space, strategy), "no error") << name;
  }
  EXPECT_EQ(kinds.size(), 6u);
}

TEST(Strategy, RefusesWhatDoesNotFitTogether) {
  Strategy staged = strategy_of(SchedulerKind::kStaged);
  staged.sampler.kind = SamplerKind::kTpe;
  EXPECT_EQ(refusal(original_space(), staged),
            "scheduler staged trains the whole grid; choose the sampler grid, or another "
            "scheduler, such as asha");
  Strategy asha = strategy_of(SchedulerKind::kAsha);
  EXPECT_THAT(refusal(Space{}, asha), HasSubstr("no parameters"));
  EXPECT_THAT(refusal(infinite_space().space, asha), HasSubstr("nothing ends the search"));
  asha.budget.trials = 9;
  EXPECT_THAT(refusal(infinite_space().space, asha), HasSubstr("which has no grid"));
  asha.sampler.kind = SamplerKind::kRandom;
  EXPECT_EQ(refusal(infinite_space().space, asha), "no error");
  asha.rungs.min_epochs = 10;
  EXPECT_THAT(refusal(infinite_space().space, asha), HasSubstr("min_epochs 10"));
  FitnessOptions one_objective = highest_iou();
  one_objective.objectives = {parse_objective("maximize val_iou")};
  asha.rungs.min_epochs = 1;
  EXPECT_THAT(refusal(infinite_space().space, asha, one_objective), HasSubstr("objectives"));
}

TEST(Strategy, ASpaceWithoutAnEndNeedsABudgetThatHasOne) {
  for (const auto& [name, kind] : scheduler_names()) {
    if (kind == SchedulerKind::kStaged) continue;
    Strategy strategy = strategy_of(kind);
    strategy.sampler.kind = SamplerKind::kRandom;
    const bool halving = kind == SchedulerKind::kHalving;
    EXPECT_THAT(refusal(infinite_space().space, strategy),
                HasSubstr(halving ? "give budget.trials"
                                  : "give budget.trials, epochs, hours or patience_epochs"));
    for (const Budget& budget : {Budget{.epochs = 9}, Budget{.hours = 1.0},
                                 Budget{.patience_epochs = 9}, Budget{.target_fitness = 0.9}}) {
      strategy.budget = budget;
      EXPECT_THAT(refusal(infinite_space().space, strategy),
                  HasSubstr(halving ? "halving begins with all of its trials" : "no error"));
    }
    strategy.budget = {.trials = 9};
    EXPECT_EQ(refusal(infinite_space().space, strategy), "no error");
  }
}

}  // namespace
}  // namespace efs::search
