#include "search/schedulers/stop_rules.h"

#include <gmock/gmock.h>

#include "search/schedulers/scheduler_contract.h"
#include "search/schedulers/strategy.h"
#include "search/schedulers/stub_scheduler.h"
#include "search/simulation/simulation.h"
#include "search/simulation/worlds.h"
#include "search/space/spaces.h"
#include "search/trials.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr int kEpochs = 9;  // of a whole training
const StopRules kMedian{.median = true};
const StopRules kExtrapolation{.extrapolation = true};

std::vector<std::string> plan(const StopRules& rules, const std::vector<Trial>& trials,
                              const FitnessOptions& fitness = highest_iou()) {
  return describe(
      with_stop_rules(make_idle_scheduler(), rules, fitness, kEpochs)->plan({.trials = trials}));
}

Trial running(int number, const std::vector<double>& ious, double latency_ms = 10.0) {
  Trial trial = trial_of(number, ious, kEpochs);
  trial.state = TrialState::kRunning;
  trial.cost->latencies.at(study::kFirstTarget).median_ms = latency_ms;
  return trial;
}

// ---------------------------------------------------------------- median

/// Numbers 0 to 5, paused at epoch 3 with IoUs of 0.5 to 0.75.
std::vector<Trial> six_peers() {
  std::vector<Trial> trials;
  for (int i = 0; i < 6; ++i) trials.push_back(trial_of(i, {0.1, 0.2, 0.5 + 0.05 * i}));
  return trials;
}

TEST(MedianRule, StopsWhoIsWorseThanMostAtTheSameEpoch) {
  auto trials = six_peers();
  trials.push_back(running(6, {0.1, 0.2, 0.62}));  // three of six are better
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
  trials[6] = running(6, {0.1, 0.2, 0.58});
  EXPECT_THAT(plan(kMedian, trials),
              ElementsAre("end 6 stopped: median: 4 of 6 others were better at epoch 3"));
  // By the best epoch so far: at the second one it was better than all others were then.
  trials[6] = running(6, {0.1, 0.62, 0.3});
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
}

TEST(MedianRule, ComparesAtTheSameEpochHoweverFarOthersAre) {
  std::vector<Trial> trials;
  for (int i = 0; i < 6; ++i) trials.push_back(trial_of(i, {0.1, 0.2, 0.3, 0.8, 0.9}));
  trials.push_back(running(6, {0.1, 0.2, 0.35}));
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
}

TEST(MedianRule, LeavesAloneWhomItCannotJudge) {
  auto trials = six_peers();
  trials.push_back(running(6, {0.01, 0.02}));  // within its grace
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
  trials[6] = running(6, {0.01, 0.02, 0.03});
  EXPECT_THAT(plan(kMedian, trials), ElementsAre(StartsWith("end 6 stopped: median")));
  trials[6].state = TrialState::kPaused;  // the scheduler's business
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
  trials[6] = running(4, {0.01, 0.02, 0.03});
  trials.erase(trials.begin(), trials.begin() + 2);
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].number = static_cast<int>(i);
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());  // four others are too few
}

TEST(MedianRule, LeavesAloneWhoIsThroughAnyway) {
  std::vector<Trial> trials;
  for (int i = 0; i < 6; ++i) trials.push_back(trial_of(i, std::vector<double>(kEpochs, 0.5)));
  trials.push_back(running(6, std::vector<double>(kEpochs, 0.1)));
  EXPECT_THAT(plan(kMedian, trials), IsEmpty());
  trials[6].epochs.pop_back();
  EXPECT_THAT(plan(kMedian, trials), ElementsAre(StartsWith("end 6 stopped: median")));
}

TEST(MedianRule, WithSeveralObjectivesCountsWhoDominates) {
  auto trials = six_peers();
  trials.push_back(running(6, {0.1, 0.2, 0.3}, 9.9));  // faster than all
  EXPECT_THAT(plan(kMedian, trials, iou_and_latency()), IsEmpty());
  trials[6] = running(6, {0.1, 0.2, 0.3}, 10.1);
  EXPECT_THAT(plan(kMedian, trials, iou_and_latency()),
              ElementsAre("end 6 stopped: median: 6 of 6 others were better at epoch 3"));
}

// Whom it stops counts among the others of later epochs: who is condemned by that ends at once too,
// not only when somebody asks again.
TEST(MedianRule, EndsAllThatItWillEndAtOnce) {
  std::vector<Trial> trials;
  for (int i = 0; i < 4; ++i) trials.push_back(trial_of(i, {0.1, 0.2, 0.5, 0.6, 0.7}));
  trials.push_back(running(4, {0.1, 0.2, 0.3, 0.3, 0.3}));  // four others at epoch 5: too few
  trials.push_back(running(5, {0.1, 0.2, 0.25, 0.25}));
  const auto actions = plan(kMedian, trials);
  EXPECT_THAT(actions, ElementsAre(StartsWith("end 5 stopped: median: 5 of 5"),
                                   StartsWith("end 4 stopped: median: 4 of 5")));
}

// ---------------------------------------------------------------- extrapolation

/// Numbers 0 to 4: whole curves that hardly rise after epoch 4, up to 0.8.
std::vector<Trial> five_whole() {
  std::vector<Trial> trials;
  for (int i = 0; i < 5; ++i) {
    std::vector<double> ious{0.3, 0.5, 0.65, 0.7 + 0.02 * i};
    ious.resize(kEpochs, 0.72 + 0.02 * i);
    trials.push_back(trial_of(i, ious));
    trials.back().state = TrialState::kCompleted;
  }
  return trials;
}

TEST(ExtrapolationRule, StopsAHopelessCurve) {
  auto trials = five_whole();
  trials.push_back(running(5, {0.10, 0.20, 0.25, 0.27}));
  EXPECT_THAT(
      plan(kExtrapolation, trials),
      ElementsAre(AllOf(StartsWith("end 5 stopped: extrapolation: its curve promises 0."),
                        HasSubstr(" at best by epoch 9, and 0."), HasSubstr(" has been reached"))));
}

TEST(ExtrapolationRule, LeavesOneThatMayStillWin) {
  auto trials = five_whole();
  // What lacks halves with every doubling: 0.9 / t, a tenth at the end.
  trials.push_back(running(5, {0.1, 0.55, 0.7, 0.775}));
  EXPECT_THAT(plan(kExtrapolation, trials), IsEmpty());
  // Hopeless by its own curve, but another one did rise as late.
  trials[5] = running(5, {0.10, 0.20, 0.25, 0.27});
  std::vector<double> late{0.1, 0.1, 0.1, 0.1};
  late.resize(kEpochs, 0.79);
  trials[0] = trial_of(0, late);
  EXPECT_THAT(plan(kExtrapolation, trials), IsEmpty());
}

TEST(ExtrapolationRule, JudgesNobodyTooEarlyNorWithTooFewOthers) {
  auto trials = five_whole();
  trials.push_back(running(5, {0.10, 0.20, 0.25}));  // three values are no curve
  EXPECT_THAT(plan(kExtrapolation, trials), IsEmpty());
  trials[5] = running(5, {0.10, 0.20, 0.25, 0.27});
  StopRules patient = kExtrapolation;
  patient.grace_epochs = 5;
  EXPECT_THAT(plan(patient, trials), IsEmpty());
  trials[0].epochs.pop_back();  // not whole
  EXPECT_THAT(plan(kExtrapolation, trials), IsEmpty());
}

TEST(ExtrapolationRule, WithSeveralObjectivesStopsWhoIsSlowAndInaccurate) {
  auto trials = five_whole();
  trials.push_back(running(5, {0.10, 0.20, 0.25, 0.27}, 20.0));
  trials.push_back(running(6, {0.10, 0.20, 0.25, 0.27}, 5.0));  // fast
  trials.push_back(running(7, {0.1, 0.55, 0.7, 0.775}, 20.0));  // accurate
  EXPECT_THAT(plan(kExtrapolation, trials, iou_and_latency()),
              ElementsAre(AllOf(StartsWith("end 5 stopped: extrapolation"),
                                HasSubstr("with the other objectives no worse"))));
}

// ---------------------------------------------------------------- with a scheduler

TEST(StopRules, TheInnerSchedulerPlansForWhatIsLeft) {
  auto trials = six_peers();
  trials.push_back(running(6, {0.1, 0.2, 0.3}));
  const auto inner = [](const study::History& history) {
    Plan plan;
    for (const Trial& trial : history.trials) {
      if (trial.state == TrialState::kRunning) return plan;
    }
    plan.actions.push_back(study::CreateTrial{point_number(7), 1, 3});
    return plan;
  };
  const auto scheduler =
      with_stop_rules(std::make_unique<StubScheduler>(inner), kMedian, highest_iou(), kEpochs);
  EXPECT_TRUE(scheduler->watches_epochs());
  EXPECT_THAT(describe(scheduler->plan({.trials = trials})),
              ElementsAre(StartsWith("end 6 stopped"), "create 7 stage 1 to 3"));
  trials.pop_back();
  EXPECT_THAT(describe(scheduler->plan({.trials = trials})), ElementsAre("create 7 stage 1 to 3"));
}

template <SchedulerKind kind, bool median, bool extrapolation>
std::unique_ptr<Scheduler> with_rules() {
  Strategy strategy{.scheduler = kind, .rungs = {2, 18, 3.0}};
  strategy.stop = {
      .median = median, .extrapolation = extrapolation, .grace_epochs = 2, .least_others = 2};
  strategy.sampler.kind = SamplerKind::kRandom;
  return make_scheduler(conditional_finite_space().space, strategy, {}, 3);
}
template <SchedulerKind kind>
std::unique_ptr<Scheduler> with_rules_and_objectives() {
  Strategy strategy{.scheduler = kind, .rungs = {2, 18, 3.0}};
  strategy.stop = {.median = true, .extrapolation = true, .grace_epochs = 2, .least_others = 2};
  strategy.sampler.kind = SamplerKind::kRandom;
  strategy.budget = {.trials = 15, .epochs = 100};
  return make_scheduler(infinite_space().space, strategy, iou_and_latency(), 3);
}

INSTANTIATE_TEST_SUITE_P(StopRules, SchedulerContract,
                         testing::Values(&with_rules<SchedulerKind::kFull, true, false>,
                                         &with_rules<SchedulerKind::kFull, false, true>,
                                         &with_rules<SchedulerKind::kAsha, true, false>,
                                         &with_rules<SchedulerKind::kAsha, false, true>,
                                         &with_rules<SchedulerKind::kHyperband, true, true>,
                                         &with_rules<SchedulerKind::kHalving, true, true>,
                                         &with_rules<SchedulerKind::kPasha, true, true>,
                                         &with_rules_and_objectives<SchedulerKind::kAsha>,
                                         &with_rules_and_objectives<SchedulerKind::kFull>));

// The rules save epochs, and the best one is found all the same.
TEST(StopRules, SaveEpochsOfWhatWouldNotHaveWon) {
  const World world = smooth_world();
  const auto run = [&](const StopRules& rules) {
    Strategy strategy{.scheduler = SchedulerKind::kFull, .rungs = {1, 18, 3.0}};
    strategy.stop = rules;
    double best = 0.0;
    const auto result = simulate(
        *make_scheduler(finite_space().space, strategy, highest_iou(), 1), curves_of(world, 18), 4,
        [&](const study::History& history, const SimulationEvent& event) {
          const Trial& trial = history.trials[static_cast<std::size_t>(event.trial)];
          best = std::max(best, trial.epochs.back().metrics.value("val_iou"));
        });
    return std::pair(result.epochs, best);
  };
  const auto [all_epochs, best] = run({});
  EXPECT_EQ(all_epochs, 36 * 18);
  for (const StopRules& rules : {kMedian, kExtrapolation}) {
    const auto [epochs, found] = run(rules);
    EXPECT_LT(epochs, all_epochs * 3 / 4);
    EXPECT_EQ(found, best);
  }
}

}  // namespace
}  // namespace efs::search
