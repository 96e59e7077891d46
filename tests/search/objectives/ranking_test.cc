#include "search/objectives/ranking.h"

#include <gmock/gmock.h>

#include <limits>

#include "core/rng.h"

namespace efs::search {
namespace {

using study::TrialState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

study::Trial trial(int number, TrialState state, int stage, int epochs, double val_iou) {
  study::Trial result;
  result.number = number;
  result.state = state;
  result.stage = stage;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    result.epochs.push_back({.stage = stage, .epoch = epoch, .metrics = {{"val_iou", val_iou}}});
  }
  return result;
}

Fitness iou() {
  FitnessOptions options;
  options.expression = "val_iou";
  options.constraints = {"val_iou > 0.05"};
  return Fitness(options);
}

std::vector<int> order(const study::History& history) {
  std::vector<int> numbers;
  for (const auto& ranked : leaderboard(history, iou())) numbers.push_back(ranked.number);
  return numbers;
}

TEST(Leaderboard, StageThenEpochsThenFitnessThenNumber) {
  study::History history;
  history.trials = {
      trial(0, TrialState::kStopped, 1, 10, 0.9),   trial(1, TrialState::kStopped, 2, 30, 0.5),
      trial(2, TrialState::kCompleted, 3, 60, 0.6), trial(3, TrialState::kStopped, 3, 60, 0.4),
      trial(4, TrialState::kRunning, 2, 20, 0.8),   trial(5, TrialState::kStopped, 2, 30, 0.7),
      trial(6, TrialState::kStopped, 2, 30, 0.7)};
  EXPECT_THAT(order(history), ElementsAre(2, 3, 5, 6, 1, 4, 0));
}

// Trial 0 stopped at a plateau, long before its stage's end.
TEST(Leaderboard, WhoEndedEarlyInAStageReachedItsEnd) {
  study::History history;
  history.trials = {trial(0, TrialState::kCompleted, 2, 12, 0.9),
                    trial(1, TrialState::kStopped, 2, 30, 0.5),
                    trial(2, TrialState::kRunning, 2, 20, 0.95)};
  for (study::Trial& one : history.trials) one.target_epoch = 30;
  EXPECT_THAT(order(history), ElementsAre(0, 1, 2));
}

TEST(Leaderboard, TrialsWithoutAFitnessComeLast) {
  study::History history;
  history.trials = {
      trial(0, TrialState::kDiverged, 3, 50, 0.9), trial(1, TrialState::kInfeasible, 1, 0, 0.0),
      trial(2, TrialState::kStopped, 1, 10, 0.1),  trial(3, TrialState::kFailed, 2, 20, 0.9),
      trial(4, TrialState::kStopped, 1, 10, 0.01),  // violates the constraint
      trial(5, TrialState::kQueued, 1, 0, 0.0)};
  EXPECT_THAT(order(history), ElementsAre(2, 0, 3, 4, 1, 5));
  const auto board = leaderboard(history, iou());
  EXPECT_EQ(board[0].fitness, 0.1);
  EXPECT_FALSE(board[1].fitness.has_value());
  EXPECT_EQ(board[1].metrics.find("val_iou"), 0.9);
  EXPECT_TRUE(leaderboard({}, iou()).empty());
}

std::vector<int> front_numbers(const std::vector<FrontPoint>& points) {
  std::vector<int> numbers;
  for (const auto& point : pareto_front(points)) numbers.push_back(point.number);
  return numbers;
}

TEST(ParetoFront, KnownAnswers) {
  EXPECT_THAT(front_numbers({}), IsEmpty());
  EXPECT_THAT(front_numbers({{5, 0.5, 7}}), ElementsAre(7));
  EXPECT_THAT(front_numbers({{10, 0.8, 0}, {5, 0.6, 1}, {7, 0.5, 2}, {1, 0.1, 3}}),
              ElementsAre(3, 1, 0));
  // The same accuracy at a higher latency, and the same latency at a lower accuracy, are beaten.
  EXPECT_THAT(front_numbers({{2, 0.5, 0}, {1, 0.5, 1}, {1, 0.4, 2}}), ElementsAre(1));
  EXPECT_THAT(front_numbers({{1, 0.5, 4}, {1, 0.5, 2}}), ElementsAre(2, 4));
}

TEST(ParetoFront, LeavesOutWhatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(front_numbers({{nan, 0.9, 0}, {1, nan, 1}, {infinity, 0.9, 2}, {2, 0.3, 3}}),
              ElementsAre(3));
}

TEST(ParetoFront, AgreesWithTheDefinition) {
  Rng rng(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<FrontPoint> points;
    const int count = static_cast<int>(rng.integer(1, 30));
    for (int i = 0; i < count; ++i) {  // few different values, so that ties are frequent
      points.push_back({static_cast<double>(rng.integer(1, 6)),
                        static_cast<double>(rng.integer(1, 6)) / 10.0, i});
    }
    std::vector<int> expected;
    for (const auto& p : points) {
      bool dominated = false;
      for (const auto& q : points) {
        dominated |= q.latency_ms <= p.latency_ms && q.accuracy >= p.accuracy &&
                     (q.latency_ms < p.latency_ms || q.accuracy > p.accuracy);
      }
      if (!dominated) expected.push_back(p.number);
    }
    const auto front = pareto_front(points);
    EXPECT_THAT(front_numbers(points), testing::UnorderedElementsAreArray(expected));
    for (std::size_t i = 1; i < front.size(); ++i) {
      EXPECT_LE(front[i - 1].latency_ms, front[i].latency_ms);
    }
  }
}

}  // namespace
}  // namespace efs::search
