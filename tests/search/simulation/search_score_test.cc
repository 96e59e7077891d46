#include "search/simulation/search_score.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "search/trials.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

/// Points 0, 1, ... with these curves of val_loss.
RecordedCurves curves_with(const std::vector<std::vector<double>>& losses,
                           const std::vector<double>& latencies_ms = {}) {
  RecordedCurves recorded;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    RecordedCurve curve{.params = point_number(static_cast<int>(i)), .epochs = {}};
    for (const double loss : losses[i]) {
      curve.epochs.push_back(
          {.epoch = static_cast<int>(curve.epochs.size()) + 1,
           .metrics = {{"val_loss", loss}, {"val_iou", std::numeric_limits<double>::quiet_NaN()}}});
    }
    if (!latencies_ms.empty()) curve.cost.latencies[study::kFirstTarget] = {latencies_ms[i]};
    recorded.curves.push_back(curve);
  }
  return recorded;
}

FitnessOptions loss_and_latency() {
  FitnessOptions options = lowest_loss();
  options.objectives = {parse_objective("minimize val_loss"),
                        parse_objective("minimize latency_ms")};
  return options;
}

/// A search that trains what the test says, an epoch a second.
class Search {
 public:
  Search(const RecordedCurves& curves, const FitnessOptions& fitness)
      : curves_(curves), score_(curves, fitness) {}

  /// Trains one more epoch of the point, whose trial begins with the first.
  const ChoiceStep& train(int point) {
    const RecordedCurve& curve = curves_.curves[static_cast<std::size_t>(point)];
    study::Trial* trial = nullptr;
    for (study::Trial& known : history_.trials) {
      if (known.params == curve.params) trial = &known;
    }
    if (trial == nullptr) {
      trial = &history_.trials.emplace_back();
      trial->number = static_cast<int>(history_.trials.size()) - 1;
      trial->params = curve.params;
      trial->cost = curve.cost;
    }
    trial->epochs.push_back(curve.epochs.at(trial->epochs.size()));
    ++epochs_;
    score_.observe(history_, {static_cast<double>(epochs_), epochs_, trial->number});
    return score_.steps().back();
  }
  const SearchScore& score() const { return score_; }

 private:
  RecordedCurves curves_;
  SearchScore score_;
  study::History history_;
  long epochs_ = 0;
};

// The last losses are 5, 3 and 4; at first, 0 looks best.
const std::vector<std::vector<double>> kLosses{{6, 5}, {9, 3}, {7, 4}};

TEST(SearchScore, JudgesTheChoiceByItsLastEpoch) {
  Search search(curves_with(kLosses), lowest_loss());
  const ChoiceStep first = search.train(0);
  EXPECT_EQ(first.epochs, 1);
  EXPECT_EQ(first.time_s, 1.0);
  EXPECT_EQ(first.regret, 2.0);  // 5 instead of 3
  EXPECT_EQ(first.rank, 3);
  search.train(1);  // looks worse than it is
  search.train(2);
  EXPECT_EQ(search.score().steps().size(), 1u);
  search.train(2);  // 4 beats 6
  EXPECT_EQ(search.score().steps().back().rank, 2);
  EXPECT_EQ(search.score().steps().back().regret, 1.0);
  const ChoiceStep last = search.train(1);
  EXPECT_EQ(last.epochs, 5);
  EXPECT_EQ(last.rank, 1);
  EXPECT_EQ(last.regret, 0.0);
  EXPECT_EQ(search.score().steps().size(), 3u);
}

TEST(SearchScore, CountsEpochsUntilTheChoiceIsGoodForGood) {
  Search search(curves_with({{6, 5}, {9, 3}, {5, 4}, {8, 8}}), lowest_loss());
  for (const int point : {2, 0, 0, 3, 1, 1}) search.train(point);
  // After epoch 1: point 2, which is second. After 3: point 0, at 5, still looks no better than it.
  EXPECT_THAT(search.score().epochs_until_rank(2), Optional(1));
  EXPECT_THAT(search.score().epochs_until_rank(1), Optional(6));
  EXPECT_THAT(search.score().epochs_until_regret(1.0), Optional(1));
  EXPECT_THAT(search.score().epochs_until_regret(0.5), Optional(6));
  EXPECT_EQ(search.score().epochs_until_regret(-1.0), std::nullopt);
}

TEST(SearchScore, AChoiceThatGetsWorseAgainDoesNotCount) {
  // Point 1 looks best for one epoch of point 0's.
  Search search(curves_with({{6, 4, 5}, {5, 3, 3}}), lowest_loss());
  search.train(0);
  search.train(1);
  EXPECT_EQ(search.score().steps().back().rank, 1);
  search.train(0);
  EXPECT_EQ(search.score().steps().back().rank, 2);
  EXPECT_EQ(search.score().epochs_until_rank(1), std::nullopt);
  search.train(1);
  EXPECT_THAT(search.score().epochs_until_rank(1), Optional(4));
}

TEST(SearchScore, WithSeveralObjectivesIsTheShareOfTheHypervolumeThatIsMissing) {
  FitnessOptions fitness = loss_and_latency();
  fitness.objectives[0].reference = 10.0;
  fitness.objectives[1].reference = 10.0;
  // Up to (10, 10): (2, 6) has 8 x 4, (6, 2) 4 x 8; together 32 + 32 - 4 x 4 = 48.
  Search search(curves_with({{2}, {6}, {7}}, {6.0, 2.0, 7.0}), fitness);
  EXPECT_DOUBLE_EQ(search.train(2).regret, 1.0 - 9.0 / 48.0);
  EXPECT_DOUBLE_EQ(search.train(0).regret, 1.0 - 32.0 / 48.0);  // dominates the one before
  EXPECT_DOUBLE_EQ(search.train(1).regret, 0.0);
  EXPECT_EQ(search.score().steps().back().rank, 0);
  EXPECT_THAT(search.score().epochs_until_regret(0.01), Optional(3));
}

TEST(SearchScore, WithoutReferencesCountsFromATenthBeyondTheFront) {
  // The front from (0, 10) over (5, 4) to (10, 0); the point at (100, 100) does not stretch it.
  Search search(curves_with({{0}, {5}, {10}, {100}}, {10.0, 4.0, 0.5, 100.0}), loss_and_latency());
  // Up to (11, 10.95): 11 x 0.95, and 6 x 6 more, and 1 x 3.5 more.
  const double whole = 11 * 0.95 + 6 * 6 + 1 * 3.5;
  EXPECT_NEAR(search.train(1).regret, 1.0 - 6 * 6.95 / whole, 1e-12);
  search.train(0);
  EXPECT_NEAR(search.train(2).regret, 0.0, 1e-12);
}

TEST(SearchScore, WithOneBestPointIsTheShareOfThatPoint) {
  // One that is best in both: nothing else is of the front, which has no extent.
  Search search(curves_with({{5}, {3}}, {5.0, 3.0}), loss_and_latency());
  search.train(0);
  EXPECT_EQ(search.score().steps().back().regret, 1.0);
  EXPECT_EQ(search.train(1).regret, 0.0);
  EXPECT_THAT(search.score().epochs_until_regret(0.0), Optional(2));
}

TEST(SearchScore, LeavesOutCurvesThatCannotBeJudged) {
  auto curves = curves_with({{6, 5}, {9, std::numeric_limits<double>::quiet_NaN()}, {7, 4}});
  Search search(curves, lowest_loss());
  search.train(0);
  EXPECT_EQ(search.score().steps().back().rank, 2);
  search.train(1);
  EXPECT_EQ(search.score().steps().size(), 1u);
}

TEST(SearchScore, RefusesAFitnessThatNoCurveHas) {
  EXPECT_THAT(message_of([] { SearchScore(curves_with(kLosses), highest_iou()); }),
              HasSubstr("no curve has what the fitness or the objectives read"));
  EXPECT_THAT(message_of([] { SearchScore(curves_with(kLosses), loss_and_latency()); }),
              HasSubstr("choose others, such as minimize val_loss"));
}

}  // namespace
}  // namespace efs::search
