#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

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
using ::testing::IsEmpty;

Space numbers(int count) {
  return {{{.name = "x", .range = Range{.low = 0.0, .high = count - 1.0, .integer = true}}}};
}

/// How many trials each bracket has on each rung: first rung -> trials on it and on those after it.
using Table = std::map<int, std::vector<int>>;

Table table_of_hyperband(int max_epochs, double reduction, int trials) {
  Strategy strategy{.scheduler = SchedulerKind::kHyperband, .rungs = {1, max_epochs, reduction}};
  strategy.budget.trials = trials;
  const auto scheduler = make_scheduler(numbers(1000), strategy, highest_iou(), 1);
  World world = smooth_world();
  world.latency_ms = [](const study::Params&) { return 10.0; };
  const auto rungs = rung_epochs(strategy.rungs);
  std::map<int, int> first, last;  // stages, by trial
  simulate(*scheduler, curves_of(world, max_epochs), 4,
           [&](const study::History& history, const SimulationEvent& event) {
             const Trial& trial = history.trials[static_cast<std::size_t>(event.trial)];
             first.try_emplace(trial.number, trial.stage);
             last[trial.number] = trial.stage;
             EXPECT_EQ(trial.target_epoch, rungs[static_cast<std::size_t>(trial.stage) - 1]);
           });
  EXPECT_EQ(first.size(), static_cast<std::size_t>(trials));
  Table table;
  for (const auto& [number, stage] : first) {
    auto& counts = table[stage];
    counts.resize(rungs.size() - static_cast<std::size_t>(stage) + 1);
    for (int rung = stage; rung <= last[number]; ++rung) {
      ++counts[static_cast<std::size_t>(rung - stage)];
    }
  }
  return table;
}

// Li et al. 2018, table 1: R = 81 and eta = 3.
TEST(Hyperband, HasTheBracketsOfThePaper) {
  EXPECT_EQ(
      table_of_hyperband(81, 3.0, 81 + 34 + 15 + 8 + 5),
      (Table{{1, {81, 27, 9, 3, 1}}, {2, {34, 11, 3, 1}}, {3, {15, 5, 1}}, {4, {8, 2}}, {5, {5}}}));
}

TEST(Hyperband, BeginsItsLoopAnew) {
  // Brackets of 9, 5 and 3; then 9 again.
  EXPECT_EQ(table_of_hyperband(9, 3.0, 9 + 5 + 3 + 9),
            (Table{{1, {18, 6, 2}}, {2, {5, 1}}, {3, {3}}}));
  // What is left of a bracket is halved too.
  EXPECT_EQ(table_of_hyperband(9, 3.0, 9 + 3), (Table{{1, {9, 3, 1}}, {2, {3, 1}}}));
}

std::vector<std::string> plan(const Scheduler& scheduler, const std::vector<Trial>& trials) {
  return describe(scheduler.plan({.trials = trials}));
}

Trial in_stage(Trial trial, TrialState state, int stage, int target) {
  trial.state = state;
  trial.stage = stage;
  trial.target_epoch = target;
  return trial;
}

TEST(Halving, KeepsTheBestThirdOfEveryRung) {
  const Strategy strategy{.scheduler = SchedulerKind::kHalving, .rungs = {1, 9, 3.0}};
  const auto scheduler = make_scheduler(numbers(7), strategy, highest_iou(), 1);
  std::vector<Trial> trials;
  const double ious[] = {0.2, 0.5, 0.1, 0.4, 0.4, 0.6};
  for (const double iou : ious) {
    trials.push_back(trial_of(static_cast<int>(trials.size()), {iou}));
  }
  EXPECT_THAT(plan(*scheduler, trials), ElementsAre("create 6 stage 1 to 1"));
  trials.push_back(in_stage(trial_of(6, {}), TrialState::kRunning, 1, 1));
  EXPECT_THAT(plan(*scheduler, trials), IsEmpty());  // waits for the last
  trials[6] = trial_of(6, {0.3});
  EXPECT_THAT(plan(*scheduler, trials),
              ElementsAre("end 0 stopped: rung 1: not among the best 2 of 7 of its bracket",
                          "promote 1 stage 2 to 3",
                          "end 2 stopped: rung 1: not among the best 2 of 7 of its bracket",
                          "end 3 stopped: rung 1: not among the best 2 of 7 of its bracket",
                          "end 4 stopped: rung 1: not among the best 2 of 7 of its bracket",
                          "promote 5 stage 2 to 3",
                          "end 6 stopped: rung 1: not among the best 2 of 7 of its bracket"));
  for (Trial& trial : trials) trial.state = TrialState::kStopped;
  trials[1] = trial_of(1, {0.5, 0.6, 0.7}, 3, 2);
  trials[5] = trial_of(5, {0.6, 0.6, 0.6}, 3, 2);
  // One at least goes on.
  EXPECT_THAT(plan(*scheduler, trials),
              ElementsAre("promote 1 stage 3 to 9",
                          "end 5 stopped: rung 2: not among the best 1 of 2 of its bracket"));
  trials[5].state = TrialState::kStopped;
  trials[1] = trial_of(1, std::vector<double>(9, 0.7), 9, 3);
  EXPECT_THAT(plan(*scheduler, trials), ElementsAre("end 1 completed: trained 9 epochs"));
  trials[1].state = TrialState::kCompleted;
  EXPECT_THAT(plan(*scheduler, trials), ElementsAre("done"));
}

TEST(Halving, WhoDivergedCountsWhoCouldNotBeTrainedDoesNot) {
  const Strategy strategy{.scheduler = SchedulerKind::kHalving, .rungs = {1, 9, 3.0}};
  const auto scheduler = make_scheduler(numbers(6), strategy, highest_iou(), 1);
  std::vector<Trial> trials{trial_of(0, {0.2}), trial_of(1, {0.3}), trial_of(2, {0.4})};
  for (int i = 3; i < 6; ++i) {
    trials.push_back(in_stage(trial_of(i, {}), TrialState::kDiverged, 1, 1));
  }
  EXPECT_THAT(plan(*scheduler, trials),
              ElementsAre("end 0 stopped: rung 1: not among the best 2 of 6 of its bracket",
                          "promote 1 stage 2 to 3", "promote 2 stage 2 to 3"));
  for (std::size_t i = 3; i < 6; ++i) trials[i].state = TrialState::kInfeasible;
  EXPECT_THAT(plan(*scheduler, trials),
              ElementsAre("end 0 stopped: rung 1: not among the best 1 of 3 of its bracket",
                          "end 1 stopped: rung 1: not among the best 1 of 3 of its bracket",
                          "promote 2 stage 2 to 3"));
}

// ---------------------------------------------------------------- every rung that closes

class EveryClosing : public testing::TestWithParam<SchedulerKind> {
 protected:
  static constexpr std::size_t kTrials = 24;
  const RungOptions rungs_{1, 9, 3.0};
  const std::vector<int> epochs_ = rung_epochs(rungs_);

  /// Numbers where brackets begin: Hyperband's of 9, 5 and 3 again and again, or one of all.
  std::vector<std::size_t> begins() const {
    if (GetParam() == SchedulerKind::kHalving) return {0, kTrials};
    return {0, 9, 14, 17, kTrials};
  }

  /// What a plan may do with the bracket's trials: all of it or nothing.
  std::set<std::string> closing(const study::History& history, const Objectives& objectives,
                                std::size_t begin, std::size_t end) const {
    std::map<int, std::vector<const Trial*>> by_stage;
    if (history.trials.size() < end) return {};  // more may begin
    for (std::size_t i = begin; i < end; ++i) {
      const Trial& trial = history.trials[i];
      if (trial.state == TrialState::kInfeasible || trial.state == TrialState::kFailed) continue;
      by_stage[trial.stage].push_back(&trial);
    }
    for (const auto& [stage, peers] : by_stage) {
      // Who is on a higher rung waits for them.
      if (count_in(peers, TrialState::kQueued) + count_in(peers, TrialState::kRunning) > 0)
        return {};
      if (count_in(peers, TrialState::kPaused) > 0)
        return closing_of_rung(stage, peers, objectives);
    }
    return {};
  }

  static std::ptrdiff_t count_in(const std::vector<const Trial*>& trials, TrialState state) {
    return std::count_if(trials.begin(), trials.end(),
                         [&](const Trial* trial) { return trial->state == state; });
  }

  std::set<std::string> closing_of_rung(int stage, const std::vector<const Trial*>& peers,
                                        const Objectives& objectives) const {
    const bool last = stage == static_cast<int>(epochs_.size());
    std::set<std::string> actions;
    std::vector<ReferenceMember> ranked;
    for (const Trial* trial : peers) {
      if (trial->state != TrialState::kPaused) continue;
      actions.insert(fmt::format("end {} {}", trial->number, last ? "completed" : "stopped"));
      const auto costs = objectives.costs(*trial, epochs_[static_cast<std::size_t>(stage) - 1]);
      if (costs) ranked.push_back({trial->number, *costs});
    }
    if (last) return actions;
    for (const int number :
         ReferenceRung(ranked).best(std::max<std::size_t>(1, peers.size() / 3))) {
      actions.erase(fmt::format("end {} stopped", number));
      actions.insert(fmt::format("promote {}", number));
    }
    return actions;
  }

  /// "promote 3", "end 4 stopped"; trials that begin are left out.
  static std::set<std::string> short_texts(const Plan& plan) {
    std::set<std::string> texts;
    for (const study::Action& action : plan.actions) {
      if (const auto* promote = std::get_if<study::PromoteTrial>(&action)) {
        texts.insert(fmt::format("promote {}", promote->number));
      } else if (const auto* end = std::get_if<study::EndTrial>(&action)) {
        texts.insert(fmt::format("end {} {}", end->number, study::to_string(end->state)));
      }
    }
    return texts;
  }

  /// How many brackets the plan closes a rung of.
  int check(const Plan& plan, const study::History& history, const Objectives& objectives) const {
    const auto actions = short_texts(plan);
    std::set<std::string> closed, open;
    int count = 0;
    const auto bounds = begins();
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
      const auto bracket = closing(history, objectives, bounds[i], bounds[i + 1]);
      const bool closes = !bracket.empty() && actions.contains(*bracket.begin());
      (closes ? closed : open).insert(bracket.begin(), bracket.end());
      count += closes ? 1 : 0;
    }
    EXPECT_EQ(actions, closed);
    const bool queued =
        std::any_of(history.trials.begin(), history.trials.end(),
                    [](const Trial& trial) { return trial.state == TrialState::kQueued; });
    if (queued) {
      EXPECT_TRUE(plan.actions.empty());
    } else if (plan.actions.empty()) {  // nobody waits in vain
      EXPECT_TRUE(open.empty());
      EXPECT_EQ(history.trials.size(), kTrials);
    }
    return count;
  }
};

TEST_P(EveryClosing, LetsExactlyTheBestGoOnAndNobodyStarves) {
  Strategy strategy{.scheduler = GetParam(), .rungs = rungs_};
  strategy.sampler.kind = SamplerKind::kRandom;
  const Space space = grid_space({"a", "b", "c", "d", "e", "f", "g", "h"}, {0.1, 0.03, 0.01});
  ASSERT_EQ(space.size(), kTrials);
  int closings = 0;
  for (int workers = 1; workers <= 16; ++workers) {
    for (const FitnessOptions& fitness : {highest_iou(), iou_and_latency()}) {
      const auto seed = static_cast<std::uint64_t>(workers);
      const auto scheduler = make_scheduler(space, strategy, fitness, seed);
      const auto storage = study::create_memory_storage({.name = "s"});
      const Objectives objectives(fitness);
      Simulation simulation(*storage, *scheduler, rough_world(seed), workers, seed);
      ASSERT_TRUE(simulation.run([&] {
        const study::History history = storage->history();
        closings += check(scheduler->plan(history), history, objectives);
      }));
    }
  }
  EXPECT_GE(closings, 32 * 3);
}

INSTANTIATE_TEST_SUITE_P(Halving, EveryClosing, testing::Values(SchedulerKind::kHalving));
INSTANTIATE_TEST_SUITE_P(Hyperband, EveryClosing, testing::Values(SchedulerKind::kHyperband));

}  // namespace
}  // namespace efs::search
