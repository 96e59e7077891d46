#include "search/simulation/simulator.h"

#include <gmock/gmock.h>

#include "search/schedulers/strategy.h"
#include "search/schedulers/stub_scheduler.h"
#include "search/simulation/worlds.h"
#include "search/trials.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;

/// Point x trains x + 1 seconds an epoch.
CurveOf seconds_by_number(int epochs = 2) {
  return [epochs](const study::Params& params) -> std::optional<RecordedCurve> {
    const double x = as_number(params.at("x"));
    if (x < 0.0) return std::nullopt;
    RecordedCurve curve{
        .params = params, .epochs = {}, .cost = {.latencies = {{study::kFirstTarget, {3.0}}}}};
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      curve.epochs.push_back(
          {.epoch = epoch, .metrics = {{"val_loss", 1.0}, {"val_iou", 0.5}}, .seconds = x + 1.0});
    }
    return curve;
  };
}

std::unique_ptr<Scheduler> full(const std::vector<std::int64_t>& points, int epochs = 2) {
  return make_scheduler({{{.name = "x", .values = {points.begin(), points.end()}}}},
                        {.scheduler = SchedulerKind::kFull, .rungs = {1, epochs, 3.0}},
                        highest_iou(), 1);
}

/// "trial at second" of every epoch.
std::vector<std::string> course(const Scheduler& scheduler, const CurveOf& curve_of, int workers) {
  std::vector<std::string> events;
  simulate(scheduler, curve_of, workers,
           [&](const study::History& history, const SimulationEvent& event) {
             EXPECT_EQ(history.elapsed_s, event.time_s);
             EXPECT_EQ(event.epochs, static_cast<long>(events.size()) + 1);
             events.push_back(fmt::format("{} at {}", event.trial, event.time_s));
           });
  return events;
}

// Trials 0, 1 and 2 take 1, 3 and 2 seconds an epoch, two epochs each.
TEST(Simulator, OneWorkerTrainsOneTrialAfterTheOther) {
  const auto scheduler = full({0, 2, 1});
  EXPECT_THAT(course(*scheduler, seconds_by_number(), 1),
              ElementsAre("0 at 1", "0 at 2", "1 at 5", "1 at 8", "2 at 10", "2 at 12"));
  const SimulationResult result = simulate(*scheduler, seconds_by_number(), 1);
  EXPECT_EQ(result.time_s, 12.0);
  EXPECT_EQ(result.epochs, 6);
  EXPECT_EQ(result.trials, 3u);
}

TEST(Simulator, AFreeWorkerTakesWhatIsNext) {
  // The first worker goes on with trial 2 at second 2; at 6 both end, trial 1 began its epoch
  // first.
  EXPECT_THAT(course(*full({0, 2, 1}), seconds_by_number(), 2),
              ElementsAre("0 at 1", "0 at 2", "1 at 3", "2 at 4", "1 at 6", "2 at 6"));
  // A third worker saves no time here, a fourth has nothing to do.
  for (const int workers : {3, 4}) {
    EXPECT_THAT(course(*full({0, 2, 1}), seconds_by_number(), workers),
                ElementsAre("0 at 1", "2 at 2", "0 at 2", "1 at 3", "2 at 4", "1 at 6"));
  }
}

TEST(Simulator, WorkersSpeedEqualTrialsUpByTheirNumber) {
  const std::vector<std::int64_t> points{0, 1, 2, 3, 4, 5, 6, 7};
  const CurveOf equal = [](const study::Params& params) {
    auto curve = seconds_by_number()({{"x", 0.0}});
    curve->params = params;
    return curve;
  };
  for (const int workers : {1, 2, 4, 8}) {
    EXPECT_EQ(simulate(*full(points), equal, workers).time_s, 16.0 / workers);
  }
}

TEST(Simulator, WhatCannotBeTrainedIsInfeasible) {
  int infeasible = 0;
  const auto result = simulate(*full({0, -1, 1}), seconds_by_number(), 1,
                               [&](const study::History& history, const SimulationEvent&) {
                                 infeasible = 0;
                                 for (const study::Trial& trial : history.trials) {
                                   infeasible +=
                                       trial.state == study::TrialState::kInfeasible ? 1 : 0;
                                 }
                               });
  EXPECT_EQ(result.trials, 3u);
  EXPECT_EQ(result.epochs, 4);
  EXPECT_EQ(infeasible, 1);
}

TEST(Simulator, TrialsHaveTheLatencyOfTheirCurve) {
  simulate(*full({0}), seconds_by_number(), 1,
           [](const study::History& history, const SimulationEvent&) {
             EXPECT_EQ(history.trials.at(0).latency()->median_ms, 3.0);
           });
}

// Trial 1 is stopped at second 1, while its first epoch, of 3 seconds, is under way: its worker
// finishes that and has no record of it.
TEST(Simulator, ATrialMayBeStoppedWhileItTrains) {
  const auto plan = [](const study::History& history) {
    Plan plan;
    if (history.trials.size() < 2) {
      const auto x = static_cast<std::int64_t>(2 * history.trials.size());
      plan.actions.push_back(study::CreateTrial{{{"x", x}}, 1, 2});
      return plan;
    }
    for (const study::Trial& trial : history.trials) {
      if (study::has_ended(trial.state)) continue;
      const bool stop = trial.number == 1 && !history.trials[0].epochs.empty();
      if (stop || trial.state == study::TrialState::kPaused) {
        plan.actions.push_back(study::EndTrial{trial.number, study::TrialState::kStopped, "test"});
      } else {
        return plan;
      }
    }
    plan.done = plan.actions.empty();
    return plan;
  };
  const StubScheduler watching(plan, true);
  EXPECT_THAT(course(watching, seconds_by_number(), 2), ElementsAre("0 at 1", "0 at 2"));
  EXPECT_EQ(simulate(watching, seconds_by_number(), 2).time_s, 3.0);
  // Who is not asked after every epoch stops it when a worker asks for work, at second 2.
  const StubScheduler not_watching(plan, false);
  EXPECT_THAT(course(not_watching, seconds_by_number(), 2), ElementsAre("0 at 1", "0 at 2"));
}

TEST(Simulator, FailsWhereASchedulerHasNothingAndIsNotDone) {
  EXPECT_EQ(message_of([] { simulate(*make_idle_scheduler(), seconds_by_number(), 2); }),
            "simulation: no worker has anything to do, and the search is not done");
}

TEST(Simulator, FailsBeyondTheRecordedEpochs) {
  EXPECT_EQ(message_of([] { simulate(*full({0}, 3), seconds_by_number(2), 1); }),
            "simulation: epoch 3 is asked for, but the curves have 2; lower max_epochs");
}

TEST(Simulator, IsDeterministic) {
  const Space space = grid_space({"a", "b", "c", "d", "e"}, {0.1, 0.03, 0.01});
  Strategy strategy{.scheduler = SchedulerKind::kAsha, .rungs = {1, 9, 3.0}};
  strategy.sampler = {.kind = SamplerKind::kTpe, .startup_trials = 4};
  const auto run = [&](std::uint64_t seed) {
    return course(*make_scheduler(space, strategy, highest_iou(), seed),
                  curves_of(rough_world(), 9), 5);
  };
  const auto first = run(1);
  EXPECT_GT(first.size(), 20u);
  EXPECT_EQ(run(1), first);
  EXPECT_NE(run(2), first);
  // A scheduler may be used again.
  const auto scheduler = make_scheduler(space, strategy, highest_iou(), 1);
  EXPECT_EQ(course(*scheduler, curves_of(rough_world(), 9), 5), first);
  EXPECT_EQ(course(*scheduler, curves_of(rough_world(), 9), 5), first);
}

}  // namespace
}  // namespace efs::search
