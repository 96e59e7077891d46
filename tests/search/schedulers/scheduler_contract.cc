#include "search/schedulers/scheduler_contract.h"

#include <set>

#include "search/journal.h"
#include "search/simulation/simulation.h"
#include "search/simulation/worlds.h"
#include "support/memory_storage.h"

namespace efs::search {

TEST_P(SchedulerContract, PlanIsDeterministicInTheHistory) {
  const auto following = GetParam()();
  Journal journal;
  Simulation simulation(*storage_, *scheduler_, rough_world(), 3, 1);
  ASSERT_TRUE(simulation.run([&] {
    const auto history = storage_->history();
    const auto plan = describe(scheduler_->plan(history));
    EXPECT_EQ(plan, describe(scheduler_->plan(history)));
    // A scheduler made anew, as after --resume, has nothing to remember.
    EXPECT_EQ(plan, describe(GetParam()()->plan(history)));
    // Nor does one that looks at what has changed only see anything else.
    EXPECT_EQ(plan, describe(following->plan(journal.follow(history))));
  }));
}

TEST_P(SchedulerContract, PlanningAgainWithNothingNewGivesNoActions) {
  Simulation simulation(*storage_, *scheduler_, rough_world(), 2, 2);
  ASSERT_TRUE(simulation.run([&] {
    const auto plan = scheduler_->plan(storage_->history());
    if (plan.actions.empty()) return;
    ASSERT_TRUE(storage_->apply(plan.actions, storage_->revision()));
    EXPECT_TRUE(scheduler_->plan(storage_->history()).actions.empty());
  }));
}

TEST_P(SchedulerContract, NoTrialIsProposedTwice) {
  Simulation simulation(*storage_, *scheduler_, rough_world(), 2, 3);
  ASSERT_TRUE(simulation.run());
  std::set<study::Params> points;
  for (const auto& trial : storage_->history().trials) {
    EXPECT_TRUE(points.insert(trial.params).second) << "trial " << trial.number;
  }
  EXPECT_FALSE(points.empty());
}

TEST_P(SchedulerContract, WhenDoneEveryTrialHasEndedAndItStaysDone) {
  for (const World& world : {smooth_world(), rough_world()}) {
    const auto storage = study::create_memory_storage(info());
    Simulation simulation(*storage, *scheduler_, world, 3, 4);
    ASSERT_TRUE(simulation.run());
    for (const auto& trial : storage->history().trials) {
      EXPECT_TRUE(study::has_ended(trial.state)) << "trial " << trial.number;
    }
    EXPECT_EQ(describe(scheduler_->plan(storage->history())), std::vector<std::string>{"done"});
  }
}

TEST_P(SchedulerContract, IsDoneWhenEveryTrialFails) {
  for (const auto& fate :
       {std::pair(study::TrialState::kInfeasible, 0), std::pair(study::TrialState::kDiverged, 1),
        std::pair(study::TrialState::kFailed, 1)}) {
    World world = smooth_world();
    world.fate = [fate](const study::Params&) { return std::optional(fate); };
    const auto storage = study::create_memory_storage(info());
    Simulation simulation(*storage, *scheduler_, world, 2, 5);
    EXPECT_TRUE(simulation.run());
    for (const auto& trial : storage->history().trials) EXPECT_EQ(trial.state, fate.first);
  }
}

// A fault that is gone: what failed is tried again when all others have ended, and ends with them.
TEST_P(SchedulerContract, WhatIsTriedAgainLateEndsToo) {
  World failing = smooth_world();
  failing.fate = [](const study::Params& params) {
    using Fate = std::optional<std::pair<study::TrialState, int>>;
    return chance_of(params, 7) < 0.4 ? Fate({study::TrialState::kFailed, 1}) : Fate();
  };
  ASSERT_TRUE(Simulation(*storage_, *scheduler_, failing, 2, 8).run());
  std::vector<study::Action> again;
  std::size_t completed = 0;
  for (const auto& trial : storage_->history().trials) {
    if (trial.state == study::TrialState::kFailed)
      again.emplace_back(study::RetryTrial{trial.number});
    completed += trial.state == study::TrialState::kCompleted ? 1 : 0;
  }
  ASSERT_FALSE(again.empty());
  ASSERT_TRUE(storage_->apply(again, storage_->revision()));
  ASSERT_TRUE(Simulation(*storage_, *scheduler_, smooth_world(), 2, 9).run());
  std::size_t completed_now = 0;
  for (const auto& trial : storage_->history().trials) {
    EXPECT_TRUE(study::has_ended(trial.state)) << "trial " << trial.number;
    EXPECT_NE(trial.state, study::TrialState::kFailed) << "trial " << trial.number;
    completed_now += trial.state == study::TrialState::kCompleted ? 1 : 0;
  }
  EXPECT_GE(completed_now, completed) << "what had ended is as it was";
}

TEST_P(SchedulerContract, WithoutALatencyNoTrialIsPromoted) {
  World world = smooth_world();
  world.latency_ms = [](const study::Params&) { return 0.0; };
  Simulation simulation(*storage_, *scheduler_, world, 2, 6);
  EXPECT_TRUE(simulation.run([&] {
    for (const study::Action& action : scheduler_->plan(storage_->history()).actions) {
      EXPECT_FALSE(std::holds_alternative<study::PromoteTrial>(action)) << describe(action);
    }
  }));
  EXPECT_FALSE(storage_->history().trials.empty());
}

}  // namespace efs::search
