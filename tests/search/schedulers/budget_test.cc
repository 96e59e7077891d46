#include "search/schedulers/budget.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "search/journal.h"
#include "search/schedulers/scheduler_contract.h"
#include "search/schedulers/strategy.h"
#include "search/schedulers/stub_scheduler.h"
#include "search/simulation/simulation.h"
#include "search/simulation/worlds.h"
#include "search/space/spaces.h"
#include "search/trials.h"
#include "support/memory_storage.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> plan(const Budget& budget, const study::History& history,
                              const FitnessOptions& fitness = highest_iou()) {
  return describe(with_budget(make_idle_scheduler(), budget, fitness)->plan(history));
}

Trial in_state(Trial trial, TrialState state) {
  trial.state = state;
  return trial;
}

/// The epochs of all trials, one after the other a second, in the order of `order` (numbers).
study::History in_order(std::vector<Trial> trials, const std::vector<int>& order) {
  std::vector<std::size_t> next(trials.size(), 0);
  double time_s = 0.0;
  for (const int number : order) {
    const auto trial = static_cast<std::size_t>(number);
    trials[trial].epochs.at(next[trial]++).finished_unix_s = ++time_s;
  }
  return {.trials = std::move(trials)};
}

TEST(Budget, OfEpochsEndsWhateverHasNotEnded) {
  const study::History history{.trials = {trial_of(0, {0.1, 0.2, 0.3}),
                                          in_state(trial_of(1, {0.1}, 3), TrialState::kRunning),
                                          in_state(trial_of(2, {}, 3), TrialState::kQueued),
                                          in_state(trial_of(3, {0.4}, 3), TrialState::kDiverged)}};
  EXPECT_THAT(plan({.epochs = 6}, history), IsEmpty());
  EXPECT_THAT(plan({.epochs = 5}, history),
              ElementsAre("end 0 stopped: the budget of 5 epochs is spent",
                          "end 1 stopped: the budget of 5 epochs is spent",
                          "end 2 stopped: the budget of 5 epochs is spent"));
  study::History ended = history;
  for (Trial& trial : ended.trials) trial.state = TrialState::kStopped;
  EXPECT_THAT(plan({.epochs = 5}, ended), ElementsAre("done"));
}

TEST(Budget, OfHoursCountsTheTimeThatWasWorked) {
  study::History history{.trials = {trial_of(0, {0.1})}};
  history.elapsed_s = 0.5 * 3600.0 - 1.0;
  EXPECT_THAT(plan({.hours = 0.5}, history), IsEmpty());
  history.elapsed_s = 0.5 * 3600.0;
  EXPECT_THAT(plan({.hours = 0.5}, history),
              ElementsAre("end 0 stopped: the budget of 0.5 hours is spent"));
}

TEST(Budget, EndsWhereAFitnessIsGoodEnough) {
  FitnessOptions fitness = highest_iou();
  const study::History history{.trials = {trial_of(0, {0.1, 0.75, 0.6}), trial_of(1, {0.2})}};
  EXPECT_THAT(plan({.target_fitness = 0.76}, history), IsEmpty());
  EXPECT_THAT(plan({.target_fitness = 0.75}, history),
              ElementsAre("end 0 stopped: the fitness 0.75 is as good as was asked for",
                          "end 1 stopped: the fitness 0.75 is as good as was asked for"));
  fitness.constraints = {"latency_ms <= 9"};  // theirs is 10
  EXPECT_THAT(plan({.target_fitness = 0.75}, history, fitness), IsEmpty());
  EXPECT_THAT(plan({.target_fitness = 2.4}, history, lowest_loss()), IsEmpty());
  EXPECT_EQ(plan({.target_fitness = 2.5}, history, lowest_loss()).size(), 2u);  // 10 (1 - 0.75)
}

TEST(Budget, PatienceEndsWhereTheBestHasNotGrown) {
  const auto with = [](const std::vector<double>& ious) {
    return plan({.patience_epochs = 3}, {.trials = {trial_of(0, ious)}});
  };
  EXPECT_THAT(with({0.5, 0.4, 0.4}), IsEmpty());
  EXPECT_THAT(with({0.5, 0.4, 0.4, 0.4}),
              ElementsAre("end 0 stopped: nothing has got better for 3 epochs"));
  EXPECT_THAT(with({0.5, 0.4, 0.4, 0.51}), IsEmpty());
  // By a thousandth at least, also in small steps.
  EXPECT_EQ(with({0.5, 0.5001, 0.5002, 0.5004}).size(), 1u);
  EXPECT_THAT(with({0.5, 0.5003, 0.5006, 0.5004, 0.5004}), IsEmpty());
}

TEST(Budget, PatienceCountsEpochsAsTheyWereTrained) {
  const std::vector<Trial> trials{trial_of(0, {0.5, 0.6}), trial_of(1, {0.1, 0.2, 0.3})};
  EXPECT_EQ(plan({.patience_epochs = 3}, in_order(trials, {0, 0, 1, 1, 1})).size(), 2u);
  EXPECT_THAT(plan({.patience_epochs = 3}, in_order(trials, {0, 1, 1, 1, 0})), IsEmpty());
  EXPECT_THAT(plan({.patience_epochs = 3}, in_order(trials, {1, 1, 0, 1, 0})), IsEmpty());
}

TEST(Budget, PatienceWithSeveralObjectivesLooksAtTheHypervolume) {
  std::vector<Trial> trials;
  const auto add = [&](double iou, double latency_ms) {
    trials.push_back(trial_of(static_cast<int>(trials.size()), {iou}));
    trials.back().cost->latencies.at(study::kFirstTarget).median_ms = latency_ms;
    return plan({.patience_epochs = 2}, {.trials = trials}, iou_and_latency()).size();
  };
  EXPECT_EQ(add(0.5, 10.0), 0u);
  EXPECT_EQ(add(0.4, 12.0), 0u);
  EXPECT_EQ(add(0.3, 5.0), 0u);   // faster: the front has grown
  EXPECT_EQ(add(0.5, 10.0), 0u);  // known
  EXPECT_EQ(add(0.29, 6.0), 5u);
  EXPECT_EQ(add(0.9, 40.0), 6u);  // beyond the reference of 30 ms it counts for nothing
}

TEST(Budget, PatienceWaitsForTheFirstResult) {
  FitnessOptions fitness = highest_iou();
  fitness.constraints = {"val_iou >= 0.5"};
  EXPECT_THAT(plan({.patience_epochs = 1}, {.trials = {trial_of(0, {0.1, 0.1, 0.1})}}, fitness),
              IsEmpty());
}

TEST(Budget, UntilThenTheInnerSchedulerPlans) {
  const auto inner = [] {
    return std::make_unique<StubScheduler>([](const study::History& history) {
      return Plan{.actions = {study::CreateTrial{point_number(1), 1, 2}},
                  .done = history.trials.size() > 1};
    });
  };
  const auto scheduler = with_budget(inner(), {.epochs = 9}, highest_iou());
  EXPECT_TRUE(scheduler->watches_epochs());
  EXPECT_THAT(describe(scheduler->plan({})), ElementsAre("create 1 stage 1 to 2"));
  EXPECT_THAT(describe(scheduler->plan({.trials = {trial_of(0, {}), trial_of(1, {})}})),
              ElementsAre("create 1 stage 1 to 2", "done"));
}

TEST(Budget, SeenAsItGrowsItIsTheSameAsSeenAtOnce) {
  const Space space = finite_space().space;
  for (const auto& [budget, reason] :
       {std::pair(Budget{.epochs = 60}, "60 epochs"),
        std::pair(Budget{.patience_epochs = 20}, "nothing has got better"),
        std::pair(Budget{.target_fitness = 0.4}, "as good as was asked for")}) {
    Strategy strategy{.scheduler = SchedulerKind::kAsha, .rungs = {1, 9, 3.0}, .budget = budget};
    strategy.sampler.kind = SamplerKind::kRandom;
    const auto make = [&space, strategy] {
      return make_scheduler(space, strategy, iou_and_latency(), 5);
    };
    const auto scheduler = make(), following = make();
    const auto storage = study::create_memory_storage({.name = "s"});
    Journal journal;
    Simulation simulation(*storage, *scheduler, rough_world(), 3, 5);
    ASSERT_TRUE(simulation.run([&] {
      const study::History now = storage->history();
      ASSERT_EQ(describe(following->plan(journal.follow(now))), describe(make()->plan(now)));
    }));
    const auto trials = storage->history().trials;
    EXPECT_TRUE(std::any_of(trials.begin(), trials.end(), [part = reason](const Trial& trial) {
      return trial.reason.find(part) != std::string::npos;
    })) << reason;
  }
}

TEST(Budget, HasAnEndUnlessItCountsTrialsOnly) {
  EXPECT_FALSE(has_end({}));
  EXPECT_FALSE(has_end({.trials = 3}));
  EXPECT_TRUE(has_end({.epochs = 3}));
  EXPECT_TRUE(has_end({.hours = 0.1}));
  EXPECT_TRUE(has_end({.target_fitness = 0.0}));
  EXPECT_TRUE(has_end({.trials = 3, .patience_epochs = 3}));
}

// ---------------------------------------------------------------- contract

template <SchedulerKind kind, int epochs>
std::unique_ptr<Scheduler> with_epochs() {
  Strategy strategy{.scheduler = kind, .rungs = {1, 9, 3.0}, .budget = {.epochs = epochs}};
  strategy.sampler.kind = SamplerKind::kRandom;
  return make_scheduler(finite_space().space, strategy, {}, 3);
}
template <SchedulerKind kind>
std::unique_ptr<Scheduler> with_patience() {
  Strategy strategy{.scheduler = kind, .rungs = {1, 9, 3.0}};
  strategy.budget = {.trials = 20, .patience_epochs = 15};
  strategy.sampler.kind = SamplerKind::kRandom;
  return make_scheduler(infinite_space().space, strategy, {}, 3);
}

INSTANTIATE_TEST_SUITE_P(Budget, SchedulerContract,
                         testing::Values(&with_epochs<SchedulerKind::kAsha, 40>,
                                         &with_epochs<SchedulerKind::kAsha, 1000>,
                                         &with_epochs<SchedulerKind::kPasha, 1000>,
                                         &with_epochs<SchedulerKind::kHyperband, 50>,
                                         &with_epochs<SchedulerKind::kHalving, 50>,
                                         &with_epochs<SchedulerKind::kFull, 50>,
                                         &with_patience<SchedulerKind::kAsha>,
                                         &with_patience<SchedulerKind::kHyperband>,
                                         &with_patience<SchedulerKind::kHalving>));

// With a budget to spend nobody is idle before it is spent, though the space is exhausted.
TEST(Budget, IsSpentToTheEnd) {
  Strategy strategy{
      .scheduler = SchedulerKind::kAsha, .rungs = {1, 9, 3.0}, .budget = {.epochs = 200}};
  const auto result = simulate(*make_scheduler(finite_space().space, strategy, highest_iou(), 1),
                               curves_of(smooth_world(), 9), 4);
  EXPECT_EQ(result.epochs, 200);
  EXPECT_EQ(result.trials, 36u);
  // No more than there is: 36 trials of 9 epochs.
  strategy.budget.epochs = 1000;
  EXPECT_EQ(simulate(*make_scheduler(finite_space().space, strategy, highest_iou(), 1),
                     curves_of(smooth_world(), 9), 4)
                .epochs,
            36 * 9);
}

}  // namespace
}  // namespace efs::search
