#include <algorithm>
#include <map>

#include "core/error.h"
#include "search/objectives/ranking.h"
#include "search/schedulers/scheduler_contract.h"
#include "search/simulation/simulation.h"
#include "support/memory_storage.h"

namespace efs::search {
namespace {

using study::EpochRecord;
using study::Trial;
using study::TrialState;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::unique_ptr<Scheduler> make_small_staged() {
  StagedOptions options;
  options.stages = {{3, 3}, {6, 2}, {9, 1}};
  return make_staged_scheduler(grid_space({"a", "b", "c", "d", "e"}, {0.1, 0.01}), options, {});
}
std::unique_ptr<Scheduler> make_small_restarting() {
  StagedOptions options;
  options.stages = {{3, 2}, {6, 1}};
  options.restart = true;
  return make_staged_scheduler(grid_space({"a", "b", "c"}, {0.1, 0.01}), options, {});
}
INSTANTIATE_TEST_SUITE_P(Staged, SchedulerContract, testing::Values(&make_small_staged));
INSTANTIATE_TEST_SUITE_P(Restarting, SchedulerContract, testing::Values(&make_small_restarting));

/// The original's size: 21 architectures x 4 learning rates.
Space original_space() {
  std::vector<std::string> architectures;
  for (int i = 0; i < 21; ++i) architectures.push_back(fmt::format("net{:02}", i));
  return grid_space(architectures, {1e-2, 1e-3, 1e-4, 1e-5});
}

/// What the three stages must come to, computed the plain way: no storage, no events, no order.
struct Expected {
  std::vector<int> promoted_to_2;
  std::vector<int> promoted_to_3;
  int winner = -1;
};

Expected expected_outcome(const Space& space, const World& world) {
  const Fitness fitness(FitnessOptions{});
  const auto fitness_at = [&](int number, int epochs) -> std::optional<double> {
    const auto params = space.grid().at(static_cast<std::size_t>(number));
    const auto fate = world.fate(params);
    if (fate && fate->second <= epochs) return std::nullopt;
    double best_iou = 0.0;
    for (int e = 1; e <= epochs; ++e)
      best_iou = std::max(best_iou, world.curve(params, e).metrics.value("val_iou"));
    return best_iou * std::pow(world.latency_ms(params) / 15.0, -0.07);
  };
  const auto best_of = [&](const std::vector<int>& numbers, int epochs, std::size_t keep) {
    std::map<std::string, std::pair<double, int>> by_architecture;
    for (const int number : numbers) {
      const auto value = fitness_at(number, epochs);
      if (!value) continue;
      const auto params = space.grid().at(static_cast<std::size_t>(number));
      auto& entry =
          by_architecture.try_emplace(study::to_string(params.at("architecture")), -1.0, -1)
              .first->second;
      entry = std::max(entry, std::pair(*value, number));
    }
    std::vector<std::pair<double, int>> ranked;
    for (const auto& [name, entry] : by_architecture) ranked.push_back(entry);
    std::sort(ranked.rbegin(), ranked.rend());
    std::vector<int> kept;
    for (std::size_t i = 0; i < std::min(keep, ranked.size()); ++i)
      kept.push_back(ranked[i].second);
    std::sort(kept.begin(), kept.end());
    return kept;
  };
  std::vector<int> all;
  for (int i = 0; i < static_cast<int>(space.grid().size()); ++i) all.push_back(i);
  Expected expected;
  expected.promoted_to_2 = best_of(all, 10, 8);
  expected.promoted_to_3 = best_of(expected.promoted_to_2, 30, 2);
  const auto winner = best_of(expected.promoted_to_3, 60, 1);
  if (!winner.empty()) expected.winner = winner.front();
  return expected;
}

std::vector<int> reached(const study::History& history, int stage) {
  std::vector<int> numbers;
  for (const auto& trial : history.trials) {
    if (trial.stage >= stage) numbers.push_back(trial.number);
  }
  return numbers;
}

std::vector<int> numbers_in(const study::History& history, TrialState state) {
  std::vector<int> numbers;
  for (const auto& trial : history.trials) {
    if (trial.state == state) numbers.push_back(trial.number);
  }
  return numbers;
}

std::vector<int> leaderboard_numbers(const study::History& history) {
  std::vector<int> numbers;
  for (const auto& ranked : leaderboard(history, Fitness(FitnessOptions{}))) {
    numbers.push_back(ranked.number);
  }
  return numbers;
}

std::unique_ptr<study::Storage> empty_study() {
  return study::create_memory_storage({.name = "s",
                                       .config_yaml = "",
                                       .dataset_digest = "",
                                       .program_version = "",
                                       .seed = 1,
                                       .created_unix_s = 0.0});
}

TEST(Staged, TheWholeSearchPromotesExactlyTheBest) {
  const Space space = original_space();
  const auto scheduler = make_staged_scheduler(space, {}, {});
  const auto storage = empty_study();
  Simulation simulation(*storage, *scheduler, smooth_world(), 1, 1);
  ASSERT_TRUE(simulation.run());

  const auto history = storage->history();
  const Expected expected = expected_outcome(space, smooth_world());
  ASSERT_EQ(history.trials.size(), 84u);
  EXPECT_EQ(expected.promoted_to_2.size(), 8u);
  EXPECT_EQ(reached(history, 2), expected.promoted_to_2);
  EXPECT_EQ(reached(history, 3), expected.promoted_to_3);
  EXPECT_THAT(numbers_in(history, TrialState::kCompleted), ElementsAre(expected.winner));
  EXPECT_EQ(numbers_in(history, TrialState::kStopped).size(), 83u);
  EXPECT_EQ(leaderboard_numbers(history).front(), expected.winner);
  // Survivors go on: nothing is trained twice.
  EXPECT_EQ(simulation.epochs_trained(), 84 * 10 + 8 * 20 + 2 * 30);
}

TEST(Staged, WithRestartEveryStageTrainsFromScratch) {
  StagedOptions options;
  options.restart = true;
  const Space space = original_space();
  const auto scheduler = make_staged_scheduler(space, options, {});
  const auto storage = empty_study();
  Simulation simulation(*storage, *scheduler, smooth_world(), 3, 1);
  ASSERT_TRUE(simulation.run());
  EXPECT_EQ(simulation.epochs_trained(), 84 * 10 + 8 * 30 + 2 * 60);
  // The curves are the same, so the same trials win.
  const Expected expected = expected_outcome(space, smooth_world());
  EXPECT_EQ(reached(storage->history(), 3), expected.promoted_to_3);
  const auto winner = storage->history().trials[static_cast<std::size_t>(expected.winner)];
  EXPECT_EQ(winner.state, TrialState::kCompleted);
  EXPECT_EQ(winner.epochs.size(), 100u);
  EXPECT_EQ(winner.epochs_done(), 60);
}

TEST(Staged, AnyOrderOfEventsGivesTheSameLeaderboard) {
  const Space space = original_space();
  const auto scheduler = make_staged_scheduler(space, {}, {});
  std::vector<int> first;
  for (const int workers : {1, 2, 7}) {
    const auto storage = empty_study();
    const auto seed = static_cast<std::uint64_t>(workers);
    Simulation simulation(*storage, *scheduler, smooth_world(), workers, seed);
    ASSERT_TRUE(simulation.run());
    const auto numbers = leaderboard_numbers(storage->history());
    if (first.empty()) first = numbers;
    EXPECT_EQ(numbers, first) << workers << " workers";
  }
}

TEST(Staged, WithFailuresTheRestGoesOn) {
  const Space space = original_space();
  World world = smooth_world();
  // Half of the architectures are infeasible, some trials diverge early or late.
  world.fate = [](const study::Params& params) -> std::optional<std::pair<TrialState, int>> {
    const std::string name = study::to_string(params.at("architecture"));
    if (name < "net10") return std::pair(TrialState::kInfeasible, 0);
    const double learning_rate = std::get<double>(params.at("learning_rate"));
    if (learning_rate == 1e-2) return std::pair(TrialState::kDiverged, 4);
    if (name > "net16") return std::pair(TrialState::kFailed, 25);
    return std::nullopt;
  };
  const auto scheduler = make_staged_scheduler(space, {}, {});
  const Expected expected = expected_outcome(space, world);
  std::vector<int> first;
  for (const int workers : {1, 4}) {
    const auto storage = empty_study();
    Simulation simulation(*storage, *scheduler, world, workers, 9);
    ASSERT_TRUE(simulation.run());
    const auto history = storage->history();
    EXPECT_EQ(reached(history, 2), expected.promoted_to_2);
    EXPECT_EQ(reached(history, 3), expected.promoted_to_3);
    EXPECT_THAT(numbers_in(history, TrialState::kCompleted), ElementsAre(expected.winner));
    if (first.empty()) first = leaderboard_numbers(history);
    EXPECT_EQ(leaderboard_numbers(history), first);
  }
}

// Ctrl-C and --resume after any number of events: running trials return to the queue.
TEST(Staged, ResumedAtAnyPointItEndsTheSame) {
  const auto scheduler = make_small_staged();
  std::vector<int> undisturbed;
  for (int stop = 0; stop < 150; stop += 7) {
    const auto storage = empty_study();
    Simulation before(*storage, *scheduler, smooth_world(), 2, 3);
    before.run({}, stop);
    for (const auto& trial : storage->history().trials) {
      if (trial.state == TrialState::kRunning) storage->release(trial.lease());
    }
    const auto resumed = make_small_staged();
    Simulation after(*storage, *resumed, smooth_world(), 2, 4);
    ASSERT_TRUE(after.run()) << "stopped after " << stop;
    EXPECT_EQ(before.epochs_trained() + after.epochs_trained(), 10 * 3 + 3 * 3 + 2 * 3);
    const auto numbers = leaderboard_numbers(storage->history());
    if (undisturbed.empty()) undisturbed = numbers;
    EXPECT_EQ(numbers, undisturbed) << "stopped after " << stop;
  }
}

// ---------------------------------------------------------------- single decisions

Trial trained(int number, const std::string& architecture, double learning_rate, double val_iou,
              int stage = 1, int epochs = 3) {
  Trial trial;
  trial.number = number;
  trial.params = {{"architecture", architecture}, {"learning_rate", learning_rate}};
  trial.state = TrialState::kPaused;
  trial.stage = stage;
  trial.target_epoch = epochs;
  EpochRecord record;
  record.stage = stage;
  record.epoch = epochs;
  record.metrics.set("val_iou", val_iou);
  record.metrics.set("val_loss", 10.0 * (1.0 - val_iou));
  trial.epochs.push_back(record);
  trial.cost = study::TrialCost{.latencies = {{study::kFirstTarget, {15.0, 16.0, "{}"}}}};
  return trial;
}

StagedOptions two_stages(int keep_first, int keep_last = 1) {
  StagedOptions options;
  options.stages = {{3, keep_first}, {6, keep_last}};
  return options;
}

TEST(Staged, BeginsWithTheWholeGrid) {
  const auto scheduler =
      make_staged_scheduler(grid_space({"a", "b"}, {0.1, 0.01}), two_stages(1), FitnessOptions{});
  EXPECT_THAT(describe(scheduler->plan({})),
              ElementsAre("create a 0.1 stage 1 to 3", "create a 0.01 stage 1 to 3",
                          "create b 0.1 stage 1 to 3", "create b 0.01 stage 1 to 3"));
}

TEST(Staged, RanksEachArchitectureByItsBestLearningRate) {
  const auto scheduler =
      make_staged_scheduler(grid_space({"a", "b", "c"}, {0.1, 0.01}), two_stages(2), {});
  study::History history;
  history.trials = {trained(0, "a", 0.1, 0.5), trained(1, "a", 0.01, 0.4),
                    trained(2, "b", 0.1, 0.1), trained(3, "b", 0.01, 0.6),
                    trained(4, "c", 0.1, 0.3), trained(5, "c", 0.01, 0.2)};
  EXPECT_THAT(
      describe(scheduler->plan(history)),
      ElementsAre("promote 0 stage 2 to 6",
                  "end 1 stopped: stage 1: trial 0 is the better one of its network (rank 2 "
                  "of 3, 2 kept)",
                  "end 2 stopped: stage 1: trial 3 is the better one of its network (rank 1 "
                  "of 3, 2 kept)",
                  "promote 3 stage 2 to 6", "end 4 stopped: stage 1: rank 3 of 3, 2 kept",
                  "end 5 stopped: stage 1: trial 4 is the better one of its network (rank 3 "
                  "of 3, 2 kept)"));
}

TEST(Staged, WaitsForTheLastTrialOfAStage) {
  const auto scheduler = make_staged_scheduler(grid_space({"a", "b"}, {0.1}), two_stages(1), {});
  study::History history;
  history.trials = {trained(0, "a", 0.1, 0.5), trained(1, "b", 0.1, 0.4)};
  for (const auto state : {TrialState::kRunning, TrialState::kQueued}) {
    history.trials[1].state = state;
    EXPECT_TRUE(describe(scheduler->plan(history)).empty());
  }
  history.trials[1].state = TrialState::kDiverged;
  EXPECT_THAT(describe(scheduler->plan(history)), ElementsAre("promote 0 stage 2 to 6"));
}

TEST(Staged, TiesAreDecidedByNumber) {
  const auto scheduler =
      make_staged_scheduler(grid_space({"b", "a"}, {0.1, 0.01}), two_stages(1), {});
  study::History history;
  history.trials = {trained(0, "b", 0.1, 0.5), trained(1, "b", 0.01, 0.5),
                    trained(2, "a", 0.1, 0.5), trained(3, "a", 0.01, 0.5)};
  EXPECT_EQ(describe(scheduler->plan(history)).front(), "promote 0 stage 2 to 6");
}

TEST(Staged, AFailedLatencyOrAViolatedConstraintIsNotPromoted) {
  FitnessOptions fitness;
  fitness.constraints = {"val_iou >= 0.3"};
  const auto scheduler =
      make_staged_scheduler(grid_space({"a", "b", "c"}, {0.1}), two_stages(3), fitness);
  study::History history;
  history.trials = {trained(0, "a", 0.1, 0.9), trained(1, "b", 0.1, 0.2),
                    trained(2, "c", 0.1, 0.4)};
  history.trials[0].cost->latencies.at("").median_ms = 0.0;
  EXPECT_THAT(describe(scheduler->plan(history)),
              ElementsAre("end 0 stopped: stage 1: it has no fitness",
                          "end 1 stopped: stage 1: violates val_iou >= 0.3 (it is 0.2)",
                          "promote 2 stage 2 to 6"));
}

TEST(Staged, TheLastStageCompletesTheKeptAndStopsTheOthers) {
  const auto scheduler = make_staged_scheduler(grid_space({"a", "b"}, {0.1}), two_stages(2), {});
  study::History history;
  history.trials = {trained(0, "a", 0.1, 0.5, 2, 6), trained(1, "b", 0.1, 0.6, 2, 6)};
  EXPECT_THAT(describe(scheduler->plan(history)),
              ElementsAre("end 0 stopped: stage 2: rank 2 of 2, 1 kept",
                          "end 1 completed: stage 2: rank 1 of 2, 1 kept"));
}

// Last epoch of stage 1 of the original's own tables (validation loss in pixels, latency in ms): a
// collapsed AlexNet with a latency of exactly 0.0 won there with val_loss * latency = 0.
TEST(Staged, TheOriginalsCollapsedWinnerDoesNotWin) {
  FitnessOptions fitness;
  fitness.expression = "val_loss * latency_ms";
  fitness.direction = Direction::kMinimize;
  StagedOptions options;
  options.stages = {{10, 1}};
  const auto scheduler =
      make_staged_scheduler(grid_space({"alexnet", "regnet_y_800mf"}, {1e-3}), options, fitness);
  study::History history;
  history.trials = {trained(0, "alexnet", 1e-3, 0.1, 1, 10),
                    trained(1, "regnet_y_800mf", 1e-3, 0.6, 1, 10)};
  history.trials[0].epochs[0].metrics.set("val_loss", 26.4);
  history.trials[0].cost->latencies.at("").median_ms = 0.0;
  history.trials[1].epochs[0].metrics.set("val_loss", 8.13);
  history.trials[1].cost->latencies.at("").median_ms = 20.0;
  EXPECT_THAT(describe(scheduler->plan(history)),
              ElementsAre("end 0 stopped: stage 1: it has no fitness",
                          "end 1 completed: stage 1: rank 1 of 2, 1 kept"));
}

// ---------------------------------------------------------------- bad options

std::string refusal(const Space& space, const std::vector<Stage>& stages) {
  StagedOptions options;
  options.stages = stages;
  try {
    make_staged_scheduler(space, options, {});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Staged, RefusesStagesThatMakeNoSense) {
  const Space space = grid_space({"a", "b", "c"}, {0.1});
  EXPECT_EQ(refusal(space, {{1, 3}, {2, 3}, {3, 1}}), "accepted");
  EXPECT_THAT(refusal(space, {}), HasSubstr("there are none"));
  EXPECT_THAT(refusal(space, {{1, 4}}),
              HasSubstr("stage 1 keeps 4 networks, but only 3 reach it; lower its keep"));
  EXPECT_THAT(refusal(space, {{1, 2}, {2, 3}}),
              HasSubstr("stage 2 keeps 3 networks, but only 2 reach it"));
  EXPECT_THAT(refusal(space, {{1, 0}}), HasSubstr("stage 1 keeps 0"));
  EXPECT_THAT(refusal(space, {{0, 1}}), HasSubstr("stage 1 has 0 epochs"));
  EXPECT_THAT(refusal(space, {{5, 2}, {5, 1}}),
              AllOf(HasSubstr("stage 2 has 5 epochs"), HasSubstr("more than 5")));
  EXPECT_THAT(refusal({{{"learning_rate", {0.1}}}}, {{1, 1}}), HasSubstr("space.architectures"));
  EXPECT_THAT(refusal(grid_space({"a"}, {-0.1}), {{1, 1}}), HasSubstr("learning_rate -0.1"));
}

// Two heads make two networks of one architecture; each is represented by its better learning rate.
TEST(StagedScheduler, ComparesNetworksByTheirBestTraining) {
  Space space = grid_space({"a"}, {0.1, 0.01});
  space.parameters.push_back(
      {.name = "head", .values = {std::string("gap"), std::string("center")}});
  const auto scheduler = make_staged_scheduler(space, two_stages(2), {});
  study::History history;
  const double val_iou[] = {0.3, 0.5, 0.6, 0.4};  // (0.1, gap), (0.1, center), (0.01, gap), ...
  for (int number = 0; number < 4; ++number) {
    Trial trial = trained(number, "a", 0.1, val_iou[number]);
    trial.params = space.grid().at(static_cast<std::size_t>(number));
    history.trials.push_back(trial);
  }
  EXPECT_THAT(describe(scheduler->plan(history)),
              ElementsAre(HasSubstr("end 0 stopped"), HasSubstr("promote 1"),
                          HasSubstr("promote 2"), HasSubstr("end 3 stopped")));
}

}  // namespace
}  // namespace efs::search
