// The contract of schedulers (search/schedulers/scheduler_contract.h) for all that work on rungs.
#include "search/schedulers/rung_schedulers.h"

#include <gmock/gmock.h>

#include <cmath>

#include "search/schedulers/scheduler_contract.h"
#include "search/simulation/simulator.h"
#include "search/simulation/worlds.h"
#include "search/space/spaces.h"
#include "search/trials.h"

namespace efs::search {
namespace {

Strategy strategy_of(SchedulerKind kind, SamplerKind sampler) {
  Strategy strategy{.scheduler = kind, .rungs = {1, 9, 3.0}};
  strategy.sampler = {.kind = sampler, .startup_trials = 5, .population = 5};
  return strategy;
}

template <SchedulerKind kind, SamplerKind sampler = SamplerKind::kGrid>
std::unique_ptr<Scheduler> on_finite_space() {
  return make_scheduler(conditional_finite_space().space, strategy_of(kind, sampler), {}, 3);
}

template <SchedulerKind kind, SamplerKind sampler = SamplerKind::kRandom>
std::unique_ptr<Scheduler> on_infinite_space() {
  Strategy strategy = strategy_of(kind, sampler);
  strategy.budget.trials = 15;
  return make_scheduler(conditional_infinite_space().space, strategy, {}, 3);
}

template <SchedulerKind kind, SamplerKind sampler = SamplerKind::kTpe>
std::unique_ptr<Scheduler> with_objectives() {
  return make_scheduler(conditional_finite_space().space, strategy_of(kind, sampler),
                        iou_and_latency(), 3);
}

template <SchedulerKind kind>
constexpr auto kFactories = {&on_finite_space<kind>, &on_finite_space<kind, SamplerKind::kTpe>,
                             &on_infinite_space<kind>, &with_objectives<kind>};

INSTANTIATE_TEST_SUITE_P(Full, SchedulerContract,
                         testing::ValuesIn(kFactories<SchedulerKind::kFull>));
INSTANTIATE_TEST_SUITE_P(Halving, SchedulerContract,
                         testing::ValuesIn(kFactories<SchedulerKind::kHalving>));
INSTANTIATE_TEST_SUITE_P(Hyperband, SchedulerContract,
                         testing::ValuesIn(kFactories<SchedulerKind::kHyperband>));
INSTANTIATE_TEST_SUITE_P(Asha, SchedulerContract,
                         testing::ValuesIn(kFactories<SchedulerKind::kAsha>));
INSTANTIATE_TEST_SUITE_P(Pasha, SchedulerContract,
                         testing::ValuesIn(kFactories<SchedulerKind::kPasha>));

INSTANTIATE_TEST_SUITE_P(
    Samplers, SchedulerContract,
    testing::Values(&on_infinite_space<SchedulerKind::kAsha, SamplerKind::kSobol>,
                    &on_infinite_space<SchedulerKind::kAsha, SamplerKind::kTpe>,
                    &on_infinite_space<SchedulerKind::kHyperband, SamplerKind::kNsga2>,
                    &on_infinite_space<SchedulerKind::kHyperband, SamplerKind::kEvolution>,
                    &with_objectives<SchedulerKind::kAsha, SamplerKind::kNsga2>));

// A search in which no worker is idle while there is something to train: the simulator fails
// otherwise. With more workers it never takes longer.
TEST(RungSchedulers, KeepEveryWorkerBusyToTheEnd) {
  const Space space = grid_space({"a", "b", "c", "d", "e", "f"}, {0.1, 0.03, 0.01});
  for (const auto& [name, kind] : scheduler_names()) {
    if (kind == SchedulerKind::kStaged) continue;
    for (int workers = 1; workers <= 16; ++workers) {
      const auto scheduler = make_scheduler(space, strategy_of(kind, SamplerKind::kRandom),
                                            highest_iou(), static_cast<std::uint64_t>(workers));
      long epochs = 0;
      const auto result = simulate(
          *scheduler, curves_of(rough_world(), 9), workers,
          [&](const study::History& history, const SimulationEvent& event) {
            EXPECT_EQ(event.epochs, ++epochs);
            const study::Trial& trial = history.trials[static_cast<std::size_t>(event.trial)];
            EXPECT_LE(trial.epochs_done(), trial.target_epoch);
          });
      EXPECT_EQ(result.trials, 18u) << name;
      EXPECT_EQ(result.epochs, epochs);
      EXPECT_LE(result.time_s, static_cast<double>(epochs));
      EXPECT_GE(result.time_s * workers, static_cast<double>(epochs));
      if (workers == 1) EXPECT_EQ(result.time_s, static_cast<double>(epochs)) << name;
    }
  }
}

// Warm start: samplers know the prior trials, schedulers do not count them.
TEST(RungSchedulers, LearnFromOtherStudies) {
  const Space space{{{.name = "x", .range = Range{.low = 0.0, .high = 1.0}}}};
  std::vector<study::Trial> prior;
  for (int i = 0; i < 20; ++i) {
    prior.push_back(trial_of(i, {1.0 - std::abs(0.05 * i - 0.25)}));
    prior.back().params = {{"x", 0.05 * i}};
  }
  Strategy strategy = strategy_of(SchedulerKind::kAsha, SamplerKind::kTpe);
  strategy.budget.trials = 30;
  int near = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto scheduler = make_scheduler(space, strategy, highest_iou(), seed, prior);
    const Plan plan = scheduler->plan({});
    ASSERT_EQ(plan.actions.size(), 1u);
    const auto& create = std::get<study::CreateTrial>(plan.actions[0]);
    near += std::abs(as_number(create.params.at("x")) - 0.25) < 0.1 ? 1 : 0;
  }
  EXPECT_GT(near, 12);
}

}  // namespace
}  // namespace efs::search
