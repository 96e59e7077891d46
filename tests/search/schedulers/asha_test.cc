#include <gmock/gmock.h>

#include "search/schedulers/progressive.h"
#include "search/schedulers/reference_rung.h"
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Rungs of 1, 3 and 9 epochs; the points 0, 1, 2, ... of `points`, one after the other.
std::unique_ptr<Scheduler> make_asha(int points = 9, const Budget& budget = {},
                                     const FitnessOptions& fitness = highest_iou()) {
  const Space space{
      {{.name = "x", .range = Range{.low = 0.0, .high = points - 1.0, .integer = true}}}};
  return make_scheduler(space,
                        {.scheduler = SchedulerKind::kAsha, .rungs = {1, 9, 3.0}, .budget = budget},
                        fitness, 1);
}

std::vector<std::string> plan(const Scheduler& scheduler, const std::vector<Trial>& trials) {
  return describe(scheduler.plan({.trials = trials}));
}

Trial promoted(Trial trial, TrialState state, int stage, int target) {
  trial.state = state;
  trial.stage = stage;
  trial.target_epoch = target;
  return trial;
}

TEST(Asha, BeginsOneTrialAfterTheOther) {
  const auto asha = make_asha();
  EXPECT_THAT(plan(*asha, {}), ElementsAre("create 0 stage 1 to 1"));
  std::vector<Trial> trials{promoted(trial_of(0, {}), TrialState::kQueued, 1, 1)};
  EXPECT_THAT(plan(*asha, trials), IsEmpty());  // nobody has taken it yet
  trials[0].state = TrialState::kRunning;
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 1 stage 1 to 1"));
}

// Li et al. 2020: with a reduction of 3 the best of three goes on as soon as the third has
// finished, however many others have begun.
TEST(Asha, PromotesAtTheThirdFinishedTrial) {
  const auto asha = make_asha();
  std::vector<Trial> trials{trial_of(0, {0.1}), trial_of(1, {0.3}),
                            promoted(trial_of(2, {}), TrialState::kRunning, 1, 1),
                            promoted(trial_of(3, {}), TrialState::kRunning, 1, 1)};
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 4 stage 1 to 1"));
  trials[2] = trial_of(2, {0.2});
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 1 stage 2 to 3"));
  trials[1] = promoted(trials[1], TrialState::kRunning, 2, 3);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 4 stage 1 to 1"));
  // Better ones that come later do not call it back; two of six deserve more.
  trials[3] = trial_of(3, {0.9});
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 3 stage 2 to 3"));
  trials[3] = promoted(trials[3], TrialState::kRunning, 2, 3);
  trials.push_back(trial_of(4, {0.25}));
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 5 stage 1 to 1"));
  trials.push_back(trial_of(5, {0.05}));
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 6 stage 1 to 1"));
}

TEST(Asha, PromotesFromTheHighestRungFirst) {
  const auto asha = make_asha();
  std::vector<Trial> trials;
  for (int i = 0; i < 3; ++i) {
    trials.push_back(trial_of(i, {0.1, 0.2, 0.3 + 0.1 * i}, 3, 2));
  }
  for (int i = 3; i < 7; ++i) trials.push_back(trial_of(i, {0.01 * i}));
  trials.push_back(trial_of(7, {0.8}));  // deserves to be promoted from the first rung
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 2 stage 3 to 9"));
  trials[2] = promoted(trials[2], TrialState::kRunning, 3, 9);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 7 stage 2 to 3"));
}

TEST(Asha, CompletesWhoReachedTheLastEpoch) {
  const auto asha = make_asha();
  const std::vector<double> curve(9, 0.5);
  std::vector<Trial> trials{trial_of(0, curve, 9, 3)};
  EXPECT_THAT(plan(*asha, trials),
              ElementsAre("end 0 completed: trained 9 epochs", "create 1 stage 1 to 1"));
}

TEST(Asha, WhoDivergedCountsAndIsNeverPromoted) {
  const auto asha = make_asha();
  std::vector<Trial> trials{promoted(trial_of(0, {}), TrialState::kDiverged, 1, 1),
                            promoted(trial_of(1, {}), TrialState::kDiverged, 1, 1),
                            trial_of(2, {0.2})};
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 2 stage 2 to 3"));
  trials[0].state = TrialState::kInfeasible;  // says nothing about training
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 3 stage 1 to 1"));
  trials[0].state = TrialState::kFailed;
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 3 stage 1 to 1"));
}

TEST(Asha, OfAFewTheBestOneGoesOnToTheEndAndThenItIsDone) {
  const auto asha = make_asha(4);
  std::vector<Trial> trials{promoted(trial_of(0, {0.9}), TrialState::kRunning, 2, 3),
                            trial_of(1, {0.1}), trial_of(2, {0.2}), trial_of(3, {0.3})};
  EXPECT_THAT(plan(*asha, trials), IsEmpty());  // waits for trial 0
  trials[0] = trial_of(0, {0.9, 0.9, 0.9}, 3, 2);
  // A third of one is none.
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 0 stage 3 to 9"));
  trials[0] = promoted(trials[0], TrialState::kRunning, 3, 9);
  EXPECT_THAT(plan(*asha, trials), IsEmpty());
  trials[0] = trial_of(0, std::vector<double>(9, 0.9), 9, 3);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("end 0 completed: trained 9 epochs",
                                               "end 1 stopped: rung 1: not among the best 1 of 4",
                                               "end 2 stopped: rung 1: not among the best 1 of 4",
                                               "end 3 stopped: rung 1: not among the best 1 of 4"));
  for (Trial& trial : trials) trial.state = TrialState::kStopped;
  EXPECT_THAT(plan(*asha, trials), ElementsAre("done"));
}

TEST(Asha, WithABudgetToSpendGoesOnWithTheNextBest) {
  const auto asha = make_asha(4, {.epochs = 100});
  std::vector<Trial> trials{trial_of(0, {0.9, 0.9, 0.9}, 3, 2), trial_of(1, {0.1}),
                            trial_of(2, {0.2}), trial_of(3, {0.3})};
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 0 stage 3 to 9"));
  trials[0] = promoted(trials[0], TrialState::kRunning, 3, 9);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 3 stage 2 to 3"));
  trials[3] = promoted(trials[3], TrialState::kRunning, 2, 3);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 2 stage 2 to 3"));
}

TEST(Asha, BeginsNoMoreTrialsThanTheBudgetHas) {
  const auto asha = make_asha(9, {.trials = 2});
  EXPECT_THAT(plan(*asha, {trial_of(0, {0.1})}), ElementsAre("create 1 stage 1 to 1"));
  EXPECT_THAT(plan(*asha, {trial_of(0, {0.1}), trial_of(1, {0.2})}),
              ElementsAre("promote 1 stage 2 to 3"));
}

// MO-ASHA (Schmucker et al. 2021): two of six deserve more; of the front, three, the two ends.
TEST(Asha, WithSeveralObjectivesPromotesTheSpreadOfTheFront) {
  const auto asha = make_asha(9, {}, iou_and_latency());
  std::vector<Trial> trials;
  const std::pair<double, double> ious_and_latencies[] = {{0.50, 12.0}, {0.40, 5.0},  {0.30, 9.0},
                                                          {0.80, 20.0}, {0.45, 13.0}, {0.41, 5.5}};
  for (const auto& [iou, latency] : ious_and_latencies) {
    trials.push_back(trial_of(static_cast<int>(trials.size()), {iou}));
    trials.back().cost->latencies.at(study::kFirstTarget).median_ms = latency;
  }
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 3 stage 2 to 3"));
  trials[3] = promoted(trials[3], TrialState::kRunning, 2, 3);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("promote 1 stage 2 to 3"));
  trials[1] = promoted(trials[1], TrialState::kRunning, 2, 3);
  EXPECT_THAT(plan(*asha, trials), ElementsAre("create 6 stage 1 to 1"));
}

// ---------------------------------------------------------------- every promotion of a search

/// The rungs as the definition says: who was promoted from one, or is through with it.
struct PlainRung {
  std::vector<ReferenceMember> ranked;
  std::size_t worst = 0;
};

PlainRung plain_rung(const study::History& history, const std::vector<int>& epochs,
                     std::size_t rung, const Objectives& objectives) {
  PlainRung result;
  const int stage = static_cast<int>(rung) + 1;
  for (const Trial& trial : history.trials) {
    const bool through =
        trial.epochs_done() >= epochs[rung] || trial.state == TrialState::kPaused ||
        trial.state == TrialState::kStopped || trial.state == TrialState::kCompleted;
    const bool member = trial.stage > stage || (trial.stage == stage && through);
    const auto costs = member ? objectives.costs(trial, epochs[rung]) : std::nullopt;
    if (costs) {
      const bool waiting = trial.state == TrialState::kPaused && trial.stage == stage;
      result.ranked.push_back({trial.number, *costs, waiting});
    } else if (member || (trial.state == TrialState::kDiverged && trial.stage == stage)) {
      ++result.worst;
    }
  }
  return result;
}

class EveryPromotion : public testing::TestWithParam<SchedulerKind> {
 protected:
  static constexpr std::size_t kTrials = 18;
  const RungOptions rungs_{1, 9, 3.0};
  const std::vector<int> epochs_ = rung_epochs(rungs_);

  /// Who should be promoted now: from the highest rung whose best waiting one is among its best
  /// third.
  std::optional<std::pair<int, std::size_t>> deserving(const study::History& history,
                                                       const FitnessOptions& fitness) const {
    std::size_t highest = epochs_.size() - 1;
    if (GetParam() == SchedulerKind::kPasha) {
      Ladder ladder(epochs_, fitness);
      ladder.follow(history);
      highest = highest_rung_so_far(history, ladder);
    }
    const Objectives objectives(fitness);
    for (std::size_t rung = highest; rung-- > 0;) {
      const PlainRung plain = plain_rung(history, epochs_, rung, objectives);
      const std::size_t third = (plain.ranked.size() + plain.worst) / 3;
      const auto trial = ReferenceRung(plain.ranked).best_waiting(third);
      if (trial) return std::pair(*trial, rung);
    }
    return GetParam() == SchedulerKind::kAsha ? last_hope(history, objectives) : std::nullopt;
  }

  /// With all begun, none at work and none on the last rung: the best of the highest one.
  std::optional<std::pair<int, std::size_t>> last_hope(const study::History& history,
                                                       const Objectives& objectives) const {
    const std::size_t last = epochs_.size() - 1;
    const PlainRung top = plain_rung(history, epochs_, last, objectives);
    const bool at_work =
        std::any_of(history.trials.begin(), history.trials.end(), [](const Trial& trial) {
          return trial.state == TrialState::kRunning || trial.state == TrialState::kQueued;
        });
    if (at_work || history.trials.size() < kTrials || top.ranked.size() + top.worst > 0) {
      return std::nullopt;
    }
    for (std::size_t rung = last; rung-- > 0;) {
      const PlainRung plain = plain_rung(history, epochs_, rung, objectives);
      const auto trial = ReferenceRung(plain.ranked).best_waiting(plain.ranked.size());
      if (trial) return std::pair(*trial, rung);
    }
    return std::nullopt;
  }

  /// The plan does what the definition says, and nobody waits in vain.
  void check(const Plan& plan, const study::History& history, const FitnessOptions& fitness) const {
    const auto next = deserving(history, fitness);
    const auto queued =
        std::count_if(history.trials.begin(), history.trials.end(),
                      [](const Trial& trial) { return trial.state == TrialState::kQueued; });
    bool works = false;
    for (const study::Action& action : plan.actions) {
      if (const auto* promote = std::get_if<study::PromoteTrial>(&action)) {
        works = true;
        ASSERT_TRUE(next.has_value());
        ASSERT_EQ(promote->number, next->first);
        ASSERT_EQ(promote->stage, static_cast<int>(next->second) + 2);
        ASSERT_EQ(promote->target_epoch, epochs_[next->second + 1]);
      } else if (std::holds_alternative<study::CreateTrial>(action)) {
        works = true;
        ASSERT_FALSE(next.has_value()) << "trial " << next->first << " should go on";
      }
    }
    const bool nothing_to_do = !next && history.trials.size() == kTrials;
    ASSERT_EQ(works, queued == 0 && !nothing_to_do);
    if (plan.done) ASSERT_TRUE(nothing_to_do && queued == 0);
  }
};

TEST_P(EveryPromotion, IsOfTheBestThatWaitsAndNobodyStarves) {
  Strategy strategy{.scheduler = GetParam(), .rungs = rungs_};
  strategy.sampler.kind = SamplerKind::kRandom;
  const Space space = grid_space({"a", "b", "c", "d", "e", "f"}, {0.1, 0.03, 0.01});
  ASSERT_EQ(space.size(), kTrials);
  int promotions = 0;
  for (int workers = 1; workers <= 16; ++workers) {
    for (const FitnessOptions& fitness : {highest_iou(), iou_and_latency()}) {
      const auto seed = static_cast<std::uint64_t>(workers);
      const auto scheduler = make_scheduler(space, strategy, fitness, seed);
      const auto storage = study::create_memory_storage({.name = "s"});
      Simulation simulation(*storage, *scheduler, rough_world(seed), workers, seed);
      ASSERT_TRUE(simulation.run([&] {
        const study::History history = storage->history();
        const Plan plan = scheduler->plan(history);
        check(plan, history, fitness);
        for (const study::Action& action : plan.actions) {
          promotions += std::holds_alternative<study::PromoteTrial>(action) ? 1 : 0;
        }
      }));
    }
  }
  EXPECT_GT(promotions, 32 * 4);
}

INSTANTIATE_TEST_SUITE_P(Asha, EveryPromotion, testing::Values(SchedulerKind::kAsha));
INSTANTIATE_TEST_SUITE_P(Pasha, EveryPromotion, testing::Values(SchedulerKind::kPasha));

}  // namespace
}  // namespace efs::search
