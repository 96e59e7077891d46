#include "search/schedulers/progressive.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "search/schedulers/strategy.h"
#include "search/simulation/simulation.h"
#include "search/simulation/worlds.h"
#include "search/trials.h"
#include "support/memory_storage.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

/// On rungs of 1, 2, 4 and 8 epochs.
std::size_t highest_rung(const std::vector<Trial>& trials) {
  const study::History history{.trials = trials};
  Ladder ladder({1, 2, 4, 8}, highest_iou());
  ladder.follow(history);
  return highest_rung_so_far(history, ladder);
}

TEST(HighestRungSoFar, IsTheSecondAtFirst) {
  EXPECT_EQ(highest_rung({}), 1u);
  EXPECT_EQ(highest_rung({trial_of(0, {0.1}), trial_of(1, {0.2})}), 1u);
  EXPECT_EQ(highest_rung({trial_of(0, {0.1, 0.5}, 2, 2), trial_of(1, {0.2})}), 1u);
}

TEST(HighestRungSoFar, StaysWhereTheRankingIsTheSame) {
  EXPECT_EQ(highest_rung({trial_of(0, {0.1, 0.5}, 2, 2), trial_of(1, {0.2, 0.6}, 2, 2),
                          trial_of(2, {0.3, 0.7}, 2, 2)}),
            1u);
}

TEST(HighestRungSoFar, GrowsWhereTheRankingHasChanged) {
  std::vector<Trial> trials{trial_of(0, {0.1, 0.9}, 2, 2), trial_of(1, {0.2, 0.6}, 2, 2),
                            trial_of(2, {0.3, 0.7}, 2, 2)};
  EXPECT_EQ(highest_rung(trials), 2u);
  // One that is promoted there has begun that rung; it takes two to compare.
  trials[0].stage = 3;
  trials[0].target_epoch = 4;
  trials[0].state = TrialState::kRunning;
  EXPECT_EQ(highest_rung(trials), 2u);
}

TEST(HighestRungSoFar, ComparesTheLeaders) {
  std::vector<Trial> trials;
  for (int i = 0; i < 100; ++i)
    trials.push_back(trial_of(i, {0.9 - 0.005 * i, 0.95 - 0.005 * i}, 2, 2));
  EXPECT_EQ(highest_rung(trials), 1u);
  const auto with_places_changed = [&](std::size_t a, std::size_t b) {
    auto changed = trials;
    std::swap(changed[a].epochs[0], changed[b].epochs[0]);
    return highest_rung(changed);
  };
  EXPECT_EQ(with_places_changed(0, 20), 2u);
  EXPECT_EQ(with_places_changed(70, 90), 1u);
}

TEST(HighestRungSoFar, EndsAtTheLast) {
  EXPECT_EQ(highest_rung({trial_of(0, {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9}, 8, 4),
                          trial_of(1, {0.2, 0.3, 0.3, 0.5, 0.6, 0.7, 0.7, 0.8}, 8, 4)}),
            3u);
}

// Soft ranking (Bohdal et al. 2023, section 4): trials that lead by turns differ by noise, and a
// change of places of no more than that is none.
TEST(HighestRungSoFar, IsNotMovedByNoise) {
  std::vector<Trial> trials{trial_of(0, {0.10, 0.325, 0.325, 0.42}, 4, 3),
                            trial_of(1, {0.11, 0.315, 0.330, 0.44}, 4, 3),
                            trial_of(2, {0.20, 0.500, 0.600, 0.90}, 4, 3)};
  // 1, 0, 1 and 1 lead; 0.02 apart in the end, they were 0.01 apart the other way round.
  EXPECT_EQ(highest_rung(trials), 2u);
  trials[0].epochs[1].metrics.set("val_iou", 0.38);  // 0.065 apart
  trials[1].epochs[2].metrics.set("val_iou", 0.39);
  EXPECT_EQ(highest_rung(trials), 3u);
  trials[0].epochs[1].metrics.set("val_iou", 0.325);
  trials[1].epochs[0].metrics.set("val_iou", 0.09);  // 0, 0, 1 and 1 lead: no noise
  EXPECT_EQ(highest_rung(trials), 3u);
}

TEST(HighestRungSoFar, TakesTheNoiseFromMostOfThePairsThatCross) {
  std::vector<Trial> trials{trial_of(0, {0.10, 0.33, 0.33, 0.40}, 4, 3),
                            trial_of(1, {0.11, 0.32, 0.35, 0.42}, 4, 3),
                            trial_of(2, {0.12, 0.30, 0.34, 0.46}, 4, 3)};
  // All pairs lead by turns, and are 0.02, 0.04 and 0.06 apart in the end: the 90th percentile is
  // 0.056. At 2 epochs the last was 0.03 below the first.
  EXPECT_EQ(highest_rung(trials), 2u);
  trials[2].epochs[1].metrics.set("val_iou", 0.272);  // 0.058 below
  EXPECT_EQ(highest_rung(trials), 3u);
}

// ---------------------------------------------------------------- PASHA

/// The highest stage that any trial of a whole search got to, and who was the last one's best.
int highest_stage(const World& world) {
  const Space space = grid_space({"a", "b", "c", "d", "e", "f", "g", "h", "i"}, {0.1, 0.03, 0.01});
  const auto scheduler = make_scheduler(
      space, {.scheduler = SchedulerKind::kPasha, .rungs = {1, 27, 3.0}}, highest_iou(), 1);
  int highest = 0;
  simulate(*scheduler, curves_of(world, 27), 3,
           [&](const study::History& history, const SimulationEvent& event) {
             highest =
                 std::max(highest, history.trials[static_cast<std::size_t>(event.trial)].stage);
           });
  return highest;
}

World world_of(double (*iou)(double quality, int epoch)) {
  World world = smooth_world();
  world.curve = [iou](const study::Params& params, int epoch) {
    const double value = iou(chance_of(params, 3), epoch);
    return study::EpochRecord{.epoch = epoch,
                              .metrics = {{"val_loss", 1.0 - value}, {"val_iou", value}}};
  };
  return world;
}

TEST(Pasha, StopsEarlyWhereTheRankingIsStable) {
  EXPECT_EQ(highest_stage(world_of([](double quality, int epoch) {
              return quality * (1.0 - std::exp(-epoch / 5.0));
            })),
            2);
}

TEST(Pasha, GrowsWhereTheRankingChanges) {
  // The better in the end, the slower: places change on every rung.
  EXPECT_EQ(highest_stage(world_of([](double quality, int epoch) {
              return quality * (1.0 - std::exp(-epoch / (1.0 + 60.0 * quality * quality)));
            })),
            4);
}

TEST(Pasha, DoesNotSayOfTheBestThatItIsNotAmongThem) {
  const Space space = grid_space({"a", "b", "c"}, {0.1, 0.03, 0.01});
  const auto scheduler = make_scheduler(
      space, {.scheduler = SchedulerKind::kPasha, .rungs = {1, 27, 3.0}}, highest_iou(), 1);
  const auto storage = study::create_memory_storage({.name = "s"});
  const World world = world_of([](double quality, int epoch) { return quality * epoch / 27.0; });
  Simulation simulation(*storage, *scheduler, world, 2, 1);
  ASSERT_TRUE(simulation.run());
  int on_the_highest_rung = 0;
  for (const Trial& trial : storage->history().trials) {
    if (trial.stage < 2) {
      EXPECT_EQ(trial.state, TrialState::kStopped);
      continue;
    }
    ++on_the_highest_rung;
    EXPECT_EQ(trial.state, TrialState::kCompleted);
    EXPECT_EQ(trial.reason, "trained 3 epochs; the ranking calls for no more");
  }
  EXPECT_GE(on_the_highest_rung, 3);
}

}  // namespace
}  // namespace efs::search
