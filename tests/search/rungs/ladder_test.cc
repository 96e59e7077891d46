#include "search/rungs/ladder.h"

#include <gmock/gmock.h>

#include "search/journal.h"
#include "search/schedulers/strategy.h"
#include "search/simulation/simulation.h"
#include "search/simulation/worlds.h"
#include "search/trials.h"
#include "support/memory_storage.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

Trial in_state(Trial trial, TrialState state) {
  trial.state = state;
  return trial;
}

/// Rungs of 2 and 4 epochs.
Ladder ladder_of(const std::vector<Trial>& trials, std::vector<Trial> prior = {}) {
  Ladder ladder({2, 4}, highest_iou(), std::move(prior));
  ladder.follow({.trials = trials});
  return ladder;
}

TEST(Ladder, ATrialIsOnTheRungsWhoseEpochsItHas) {
  const Ladder ladder = ladder_of(
      {in_state(trial_of(0, {0.1}, 2), TrialState::kRunning),
       in_state(trial_of(1, {0.1, 0.3, 0.5}, 4, 2), TrialState::kRunning), trial_of(2, {0.1, 0.2}),
       in_state(trial_of(3, {}, 2), TrialState::kQueued), trial_of(4, {0.1, 0.2, 0.3, 0.4}, 4, 2)});
  EXPECT_EQ(ladder.rungs(), 2u);
  EXPECT_EQ(ladder.epochs(1), 4);
  // By what they had reached at the second epoch.
  EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(1, 2, 4));
  EXPECT_THAT(ladder.rung(1).best(9), ElementsAre(4));
  EXPECT_EQ(ladder.trials(), 5u);
  EXPECT_EQ(ladder.in_state(TrialState::kRunning), 2u);
  EXPECT_EQ(ladder.in_state(TrialState::kPaused), 2u);
  EXPECT_EQ(ladder.in_state(TrialState::kFailed), 0u);
  EXPECT_EQ(ladder.highest_stage(), 2u);
  EXPECT_THAT(ladder.pending(), ElementsAre(0, 3));
  EXPECT_THAT(ladder.with_costs(), ElementsAre(1, 2, 4));
  EXPECT_THAT(ladder.finished(), ElementsAre(4));
}

TEST(Ladder, WhoIsPausedOnItsRungWaits) {
  std::vector<Trial> trials{trial_of(0, {0.1, 0.2}), trial_of(1, {0.1, 0.3})};
  EXPECT_THAT(ladder_of(trials).rung(0).best_waiting(1), Optional(1));
  trials[1].state = TrialState::kQueued;  // promoted
  trials[1].stage = 2;
  trials[1].target_epoch = 4;
  EXPECT_EQ(ladder_of(trials).rung(0).best_waiting(1), std::nullopt);
  EXPECT_THAT(ladder_of(trials).rung(0).best_waiting(2), Optional(0));
  trials[0].state = TrialState::kStopped;
  EXPECT_EQ(ladder_of(trials).rung(0).best_waiting(2), std::nullopt);
  EXPECT_EQ(ladder_of(trials).rung(0).size(), 2u);
}

TEST(Ladder, APlateauBeforeTheRungIsEnough) {
  std::vector<Trial> trials{trial_of(0, {0.7}, 2), trial_of(1, {0.1, 0.3})};
  const auto expect_member = [&] {
    const Ladder ladder = ladder_of(trials);
    EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(0, 1));
    EXPECT_THAT(ladder.with_costs(), ElementsAre(0, 1));
    EXPECT_THAT(ladder.pending(), IsEmpty());
  };
  expect_member();
  EXPECT_THAT(ladder_of(trials).rung(0).best_waiting(1), Optional(0));
  // It stays a member when it is promoted, while it waits for a worker and while it runs.
  trials[0].stage = 2;
  trials[0].target_epoch = 4;
  for (const TrialState state : {TrialState::kQueued, TrialState::kRunning, TrialState::kFailed}) {
    trials[0].state = state;
    expect_member();
    EXPECT_THAT(ladder_of(trials).rung(1).best(9), IsEmpty());
  }
  trials[0].state = TrialState::kPaused;
  expect_member();
  EXPECT_THAT(ladder_of(trials).rung(1).best(9), ElementsAre(0));
  EXPECT_THAT(ladder_of(trials).finished(), ElementsAre(0));
}

TEST(Ladder, WhoBeginsOnAHigherRungIsOnNoneBefore) {
  const Trial fresh = in_state(trial_of(0, {}, 4, 2), TrialState::kRunning);
  EXPECT_EQ(ladder_of({fresh}).rung(0).size(), 0u);
  const Trial under_way = in_state(trial_of(0, {0.1}, 4, 2), TrialState::kRunning);
  EXPECT_EQ(ladder_of({under_way}).rung(0).size(), 0u);
  EXPECT_THAT(ladder_of({under_way}).pending(), ElementsAre(0));
}

TEST(Ladder, WhoDivergedComesLastWhoCouldNotBeTrainedIsNoMember) {
  const Ladder ladder =
      ladder_of({in_state(trial_of(0, {0.9}, 2), TrialState::kDiverged),
                 in_state(trial_of(1, {}, 2), TrialState::kInfeasible),
                 in_state(trial_of(2, {0.9}, 2), TrialState::kFailed), trial_of(3, {0.1, 0.2}),
                 in_state(trial_of(4, {0.1, 0.3, 0.9}, 4, 2), TrialState::kDiverged)});
  EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(4, 3));
  EXPECT_EQ(ladder.rung(0).size(), 3u);
  EXPECT_EQ(ladder.rung(1).size(), 1u);
  EXPECT_EQ(ladder.rung(1).with_costs(), 0u);
  EXPECT_THAT(ladder.fruitless(), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(ladder.with_costs(), ElementsAre(3, 4));
}

TEST(Ladder, AConstraintCostsTheRankButNotThePlace) {
  FitnessOptions fitness = highest_iou();
  fitness.constraints = {"val_iou >= 0.5"};
  Ladder ladder({2, 4}, fitness);
  ladder.follow({.trials = {trial_of(0, {0.1, 0.4}), trial_of(1, {0.1, 0.6})}});
  EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(1));
  EXPECT_EQ(ladder.rung(0).size(), 2u);
}

TEST(Ladder, TheBestAreThoseWhoGotFurthestThenTheBest) {
  const Ladder ladder =
      ladder_of({trial_of(0, {0.1, 0.9}), trial_of(1, {0.1, 0.2, 0.3, 0.4}, 4, 2),
                 trial_of(2, {0.1, 0.3}), trial_of(3, {0.1, 0.1, 0.1, 0.5}, 4, 2)});
  EXPECT_THAT(ladder.best(9), ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(ladder.best(3), ElementsAre(3, 1, 0));
  EXPECT_THAT(ladder.best(0), IsEmpty());
}

TEST(Ladder, KnowsEveryPointOnce) {
  std::vector<Trial> trials{trial_of(0, {0.1, 0.9}), trial_of(1, {}, 2), trial_of(2, {}, 2)};
  trials[2].params = trials[0].params;
  const Ladder ladder = ladder_of(trials);
  EXPECT_EQ(ladder.points(), 2u);
  EXPECT_TRUE(ladder.knows(point_number(1)));
  EXPECT_FALSE(ladder.knows(point_number(2)));
}

TEST(Ladder, PriorTrialsAreOnTheRungsUnderNegativeNumbers) {
  const Ladder ladder =
      ladder_of({trial_of(0, {0.1, 0.5})},
                {trial_of(0, {0.1, 0.4}),
                 in_state(trial_of(1, {0.1, 0.2, 0.3, 0.9}, 4, 3), TrialState::kCompleted),
                 in_state(trial_of(2, {0.9}, 9, 3), TrialState::kRunning)});
  EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(0, -1, -2));
  EXPECT_THAT(ladder.best(9), ElementsAre(-2, 0, -1));
  EXPECT_THAT(ladder.with_costs(), ElementsAre(-2, -1, 0));
  EXPECT_EQ(ladder.trials(), 1u);
  EXPECT_EQ(ladder.points(), 1u);
  EXPECT_EQ(ladder.rung(0).best_waiting(1), std::optional(0));  // prior ones never wait
}

// ---------------------------------------------------------------- incrementally

void expect_equal(const Ladder& a, const Ladder& b) {
  for (std::size_t i = 0; i < a.rungs(); ++i) {
    const std::size_t size = a.rung(i).size();
    ASSERT_EQ(size, b.rung(i).size()) << "rung " << i;
    ASSERT_EQ(a.rung(i).with_costs(), b.rung(i).with_costs());
    ASSERT_EQ(a.rung(i).best(size), b.rung(i).best(size));
    for (const std::size_t count : {std::size_t{1}, size / 3, size}) {
      ASSERT_EQ(a.rung(i).best_waiting(count), b.rung(i).best_waiting(count));
    }
  }
  for (const TrialState state :
       {TrialState::kQueued, TrialState::kRunning, TrialState::kPaused, TrialState::kCompleted,
        TrialState::kStopped, TrialState::kInfeasible, TrialState::kDiverged,
        TrialState::kFailed}) {
    ASSERT_EQ(a.in_state(state), b.in_state(state)) << study::to_string(state);
  }
  ASSERT_EQ(a.trials(), b.trials());
  ASSERT_EQ(a.points(), b.points());
  ASSERT_EQ(a.best(5), b.best(5));
  ASSERT_EQ(a.highest_stage(), b.highest_stage());
  ASSERT_EQ(a.finished(), b.finished());
  ASSERT_EQ(a.pending(), b.pending());
  ASSERT_EQ(a.fruitless(), b.fruitless());
  ASSERT_EQ(a.with_costs(), b.with_costs());
}

class LadderThatFollows : public testing::TestWithParam<SchedulerKind> {};

TEST_P(LadderThatFollows, IsTheOneThatBeginsAnewAfterEveryEvent) {
  const Space space = grid_space({"a", "b", "c", "d", "e"}, {0.1, 0.03, 0.01, 0.003});
  Strategy strategy{.scheduler = GetParam(), .rungs = {1, 9, 3.0}};
  strategy.sampler.kind = SamplerKind::kRandom;
  const auto epochs = rung_epochs(strategy.rungs);
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    for (const FitnessOptions& fitness : {highest_iou(), iou_and_latency()}) {
      const auto scheduler = make_scheduler(space, strategy, fitness, seed);
      const auto storage = study::create_memory_storage({.name = "s"});
      const std::vector<Trial> prior{trial_of(0, {0.2, 0.4, 0.5})};
      Ladder following(epochs, fitness, prior);
      Journal journal;
      Simulation simulation(*storage, *scheduler, rough_world(seed), 1 + static_cast<int>(seed),
                            seed);
      ASSERT_TRUE(simulation.run([&] {
        const study::History now = storage->history();
        following.follow(journal.follow(now));
        Ladder anew(epochs, fitness, prior);
        anew.follow(now);
        expect_equal(following, anew);
      }));
      EXPECT_EQ(following.trials(), 20u);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Schedulers, LadderThatFollows,
                         testing::Values(SchedulerKind::kAsha, SchedulerKind::kPasha,
                                         SchedulerKind::kHalving, SchedulerKind::kHyperband));

TEST(Ladder, BeginsAnewWithAnotherHistory) {
  Ladder ladder({2, 4}, highest_iou());
  Journal first, second;
  ladder.follow(first.follow({.trials = {trial_of(0, {0.1, 0.9}), trial_of(1, {0.1, 0.2})}}));
  ladder.follow(second.follow({.trials = {trial_of(0, {0.1}, 2)}}));
  EXPECT_EQ(ladder.trials(), 1u);
  // Also where its journal is no shorter.
  ladder.follow(first.follow({.trials = {trial_of(0, {0.1, 0.9}), trial_of(1, {0.1, 0.2})}}));
  EXPECT_THAT(ladder.rung(0).best(9), ElementsAre(0, 1));
  ladder.follow({});
  ladder.follow({.trials = {trial_of(0, {0.1, 0.9}), trial_of(1, {0.1, 0.2})}});  // without journal
  EXPECT_EQ(ladder.rung(0).size(), 2u);
  ladder.follow({});
  EXPECT_EQ(ladder.trials(), 0u);
}

}  // namespace
}  // namespace efs::search
