#include "search/schedulers/time_left.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "search/simulation/simulator.h"
#include "search/trials.h"

namespace efs::search {
namespace {

using study::TrialState;
using ::testing::HasSubstr;

/// Epochs of `seconds` each, and MACs as if time were all work.
study::Trial timed(study::Trial trial, double seconds) {
  for (auto& record : trial.epochs) record.seconds = seconds;
  if (!trial.cost) trial.cost.emplace();
  trial.cost->macs = static_cast<std::int64_t>(1e6 * seconds);
  return trial;
}

study::Trial running(study::Trial trial, int target) {
  trial.state = TrialState::kRunning;
  trial.target_epoch = target;
  return trial;
}

Outlook staged(std::vector<Stage> stages, int workers = 1) {
  Outlook outlook{.planned_trials = 0, .workers = workers};
  outlook.strategy.staged.stages = std::move(stages);
  return outlook;
}

double seconds(const study::History& history, const Outlook& outlook) {
  const auto left = time_left(history, outlook);
  return left ? left->seconds : -1.0;
}

TEST(TimeLeft, KnowsNothingBeforeTheFirstEpochAndAfterTheLast) {
  study::History history;
  EXPECT_FALSE(time_left(history, staged({{2, 1}})));
  history.trials = {running(trial_of(0, {}), 2)};
  EXPECT_FALSE(time_left(history, staged({{2, 1}})));
  history.trials = {timed(trial_of(0, {0.5, 0.6}), 10.0)};
  history.trials[0].state = TrialState::kCompleted;
  EXPECT_FALSE(time_left(history, staged({{2, 1}})));
}

// Trial 0 goes on for 8 of its epochs, of 10 s each, of which half of one is done; networks twice
// as large as the mean would take 20 s.
TEST(TimeLeft, ATrialThatTrainsAloneTakesItsOwnTime) {
  study::History history;
  history.trials = {running(timed(trial_of(0, {0.5, 0.5}, 0, 2), 10.0), 10),
                    timed(trial_of(1, {0.5, 0.5}), 2.0)};
  history.trials[1].state = TrialState::kStopped;
  Outlook outlook = staged({{2, 1}, {10, 1}}, 4);
  EXPECT_DOUBLE_EQ(seconds(history, outlook), 80.0);
  outlook.shares = {{0, 0.5}};
  EXPECT_DOUBLE_EQ(seconds(history, outlook), 75.0);
  outlook.shares = {{0, 1.0}};
  EXPECT_GT(seconds(history, outlook), 70.0) << "the epoch has not been reported";
}

// Workers do not share a trial: 4 of them need as long as the longest.
TEST(TimeLeft, TheLastTrialsOfAStageHoldAllWorkers) {
  study::History history;
  history.trials = {running(timed(trial_of(0, {0.5}), 30.0), 3),
                    running(timed(trial_of(1, {0.5}), 10.0), 3)};
  history.trials.push_back(timed(trial_of(2, {}), 10.0));
  history.trials.back().state = TrialState::kQueued;
  history.trials.back().target_epoch = 3;
  EXPECT_DOUBLE_EQ(seconds(history, staged({{3, 1}}, 4)), 60.0);
  EXPECT_DOUBLE_EQ(seconds(history, staged({{3, 1}}, 2)), 60.0);
  EXPECT_GT(seconds(history, staged({{3, 1}}, 1)), 100.0);
}

// Stage 2 begins when stage 1 has ended: 20 s, then 2 trials of 10 s an epoch for 5 epochs more.
TEST(TimeLeft, StagesFollowEachOther) {
  study::History history;
  for (const int number : {0, 1, 2}) {
    history.trials.push_back(running(timed(trial_of(number, {0.5}), 10.0), 3));
  }
  EXPECT_DOUBLE_EQ(seconds(history, staged({{3, 2}, {8, 1}}, 3)), 20.0 + 50.0);
  EXPECT_DOUBLE_EQ(seconds(history, staged({{3, 2}, {8, 1}}, 1)), 60.0 + 100.0);
  Outlook restarting = staged({{3, 2}, {8, 1}}, 3);
  restarting.strategy.staged.restart = true;
  EXPECT_DOUBLE_EQ(seconds(history, restarting), 20.0 + 80.0);
  // With the threads of the worker that has nothing to train.
  Outlook lending = staged({{3, 2}, {8, 1}}, 3);
  lending.lends_threads = true;
  EXPECT_LT(seconds(history, lending), 70.0);
  EXPECT_GT(seconds(history, lending), 20.0 + 50.0 * 2.0 / 3.0 - 1e-9);
}

TEST(TimeLeft, ABudgetEndsTheSearchBefore) {
  study::History history;
  history.trials = {running(timed(trial_of(0, {0.5, 0.5}), 10.0), 100)};
  Outlook outlook = staged({{100, 1}});
  outlook.strategy.budget.epochs = 7;
  EXPECT_DOUBLE_EQ(seconds(history, outlook), 50.0);
  outlook.strategy.budget.hours = 1.0;
  history.elapsed_s = 3570.0;
  EXPECT_DOUBLE_EQ(seconds(history, outlook), 30.0);
  history.elapsed_s = 3700.0;
  EXPECT_GT(seconds(history, outlook), 0.0);
  EXPECT_FALSE(time_left(history, outlook)->at_most);
  outlook.strategy.budget.patience_epochs = 10;
  EXPECT_TRUE(time_left(history, outlook)->at_most);
}

TEST(TimeLeft, SaysNothingWhereTheEndCannotBeForeseen) {
  study::History history;
  history.trials = {running(timed(trial_of(0, {0.5, 0.5}), 10.0), 9)};
  Outlook outlook{.planned_trials = 5, .workers = 1};
  outlook.strategy.scheduler = SchedulerKind::kPasha;
  outlook.strategy.rungs = {1, 9, 3.0};
  EXPECT_FALSE(time_left(history, outlook));
  outlook.strategy.budget.hours = 2.0;
  ASSERT_TRUE(time_left(history, outlook));
  EXPECT_THAT(to_string(*time_left(history, outlook)), HasSubstr("at most 2 h"));
  outlook.targets_away = true;
  EXPECT_FALSE(time_left(history, outlook));
}

TEST(TimeLeft, IsNeverWrittenAsNothing) {
  EXPECT_EQ(to_string({0.3, false}), "less than a second left");
  EXPECT_EQ(to_string({185.0, false}), "about 3 min 05 s left");
  EXPECT_EQ(to_string({7800.0, true}), "at most 2 h 10 min left");
}

struct Course {
  std::vector<double> forecast, truth;  // after each epoch; a forecast of -1: none
  std::vector<int> at_work;             // trials that are queued or running
};

/// Trial x takes 1 + 2 x % 5 seconds an epoch, as its MACs say, and is the better the larger it is.
Course course_of(const Strategy& strategy, int trials, int workers) {
  const int most = stages_of(strategy).back().epochs;
  Space space;
  space.parameters = {{.name = "architecture"}};
  for (int i = 0; i < trials; ++i) {
    space.parameters[0].values.emplace_back(fmt::format("net{:02}", i));
  }
  const auto scheduler = make_scheduler(space, strategy, highest_iou(), 1);
  const auto size_of = [](const study::Params& params) {
    return 1 + 2 * std::stoi(std::get<std::string>(params.at("architecture")).substr(3)) % 5;
  };
  const CurveOf curve_of = [&](const study::Params& params) {
    RecordedCurve curve{
        .params = params, .epochs = {}, .cost = {.latencies = {{study::kFirstTarget, {3.0}}}}};
    for (int epoch = 1; epoch <= most; ++epoch) {
      curve.epochs.push_back(
          {.epoch = epoch,
           .metrics = {{"val_loss", 1.0}, {"val_iou", 0.1 * size_of(params) + 0.001 * epoch}},
           .seconds = static_cast<double>(size_of(params))});
    }
    return std::optional(curve);
  };
  const Outlook outlook{
      .strategy = strategy, .planned_trials = planned_trials(strategy, space), .workers = workers};
  Course course;
  std::vector<double> times;
  const auto result = simulate(
      *scheduler, curve_of, workers,
      [&](const study::History& recorded, const SimulationEvent& event) {
        study::History history = recorded;
        int at_work = 0;
        for (auto& trial : history.trials) {
          if (!trial.cost) trial.cost.emplace();
          trial.cost->macs = 1'000'000 * size_of(trial.params);
          at_work +=
              trial.state == TrialState::kQueued || trial.state == TrialState::kRunning ? 1 : 0;
        }
        course.forecast.push_back(seconds(history, outlook));
        course.at_work.push_back(at_work);
        times.push_back(event.time_s);
      });
  for (const double time : times) course.truth.push_back(result.time_s - time);
  return course;
}

Strategy with_scheduler(SchedulerKind kind) {
  Strategy strategy{.scheduler = kind};
  strategy.staged.stages = {{3, 6}, {9, 2}, {27, 1}};
  strategy.rungs = {3, 27, 3.0};
  return strategy;
}

/// Recorded searches, forecast after each of their epochs.
class TimeLeftOfSearches : public ::testing::TestWithParam<std::tuple<SchedulerKind, int>> {};

TEST_P(TimeLeftOfSearches, IsNeverNothingWhileWorkIsLeft) {
  const auto [kind, workers] = GetParam();
  const Course course = course_of(with_scheduler(kind), 30, workers);
  for (std::size_t i = 0; i < course.forecast.size(); ++i) {
    // Between two trials nobody knows whether there will be another.
    if (course.at_work[i] > 0) EXPECT_GT(course.forecast[i], 0.0) << i;
    EXPECT_NE(course.forecast[i], 0.0) << i;
  }
}

TEST_P(TimeLeftOfSearches, IsNotFarFromWhatIsLeft) {
  const auto [kind, workers] = GetParam();
  const Course course = course_of(with_scheduler(kind), 30, workers);
  const double whole_s = course.truth.front();
  for (std::size_t i = course.forecast.size() / 10; i < course.forecast.size(); ++i) {
    if (course.at_work[i] == 0) continue;
    EXPECT_NEAR(course.forecast[i], course.truth[i], 0.4 * whole_s) << i;
  }
}

// At the end, when one trial trains alone, its own epochs say what is left: the forecast falls from
// epoch to epoch, and is right to within one of them.
TEST_P(TimeLeftOfSearches, OfTheLastTrialIsRightAndOnlyFalls) {
  const auto [kind, workers] = GetParam();
  const Course course = course_of(with_scheduler(kind), 30, workers);
  const std::size_t count = course.forecast.size();
  for (std::size_t i = count - 5; i + 1 < count; ++i) {
    EXPECT_NEAR(course.forecast[i], course.truth[i], 5.0) << i;
    EXPECT_LE(course.forecast[i + 1], course.forecast[i] + 1e-9) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Schedulers, TimeLeftOfSearches,
    ::testing::Combine(::testing::Values(SchedulerKind::kStaged, SchedulerKind::kFull,
                                         SchedulerKind::kHalving, SchedulerKind::kAsha),
                       ::testing::Values(1, 4)));

}  // namespace
}  // namespace efs::search
