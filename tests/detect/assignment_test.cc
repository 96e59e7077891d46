#include "detect/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.h"

namespace efs::detect {
namespace {

double total(const Assignment& assignment) {
  double sum = 0.0;
  for (std::size_t c = 0; c < assignment.columns(); ++c) {
    if (const auto row = assignment.row_of(c)) sum += assignment.weight(*row, c);
  }
  return sum;
}

/// The highest total of rows from `row` on with the columns that are still free, by trying all.
double best_total(const std::vector<std::vector<double>>& weights, std::size_t row,
                  std::vector<bool>& is_taken) {
  if (row == weights.size()) return 0.0;
  double best = best_total(weights, row + 1, is_taken);
  for (std::size_t c = 0; c < is_taken.size(); ++c) {
    if (is_taken[c]) continue;
    is_taken[c] = true;
    best = std::max(best, weights[row][c] + best_total(weights, row + 1, is_taken));
    is_taken[c] = false;
  }
  return best;
}

TEST(Assignment, MovesARowToMakeRoom) {
  Assignment assignment(2);
  assignment.add_row({0.9, 0.8});
  EXPECT_EQ(assignment.row_of(0), 0u);
  assignment.add_row({0.7, 0.0});  // 0.8 + 0.7 is more than 0.9
  EXPECT_EQ(assignment.row_of(0), 1u);
  EXPECT_EQ(assignment.row_of(1), 0u);
}

TEST(Assignment, LeavesTheLighterRowWithout) {
  Assignment assignment(1);
  assignment.add_row({0.5});
  assignment.add_row({0.4});
  EXPECT_EQ(assignment.row_of(0), 0u);
  assignment.add_row({0.6});
  EXPECT_EQ(assignment.row_of(0), 2u);
}

TEST(Assignment, GivesNothingToARowThatOverlapsNothing) {
  Assignment assignment(2);
  assignment.add_row({0.0, 0.0});
  EXPECT_FALSE(assignment.row_of(0) || assignment.row_of(1));
  Assignment none(0);
  none.add_row({});
  EXPECT_EQ(none.columns(), 0u);
}

TEST(Assignment, IsTheBestOfAllAfterEachRow) {
  Rng rng(11);
  for (int i = 0; i < 300; ++i) {
    const std::size_t columns = 1 + rng.index(5);
    Assignment assignment(columns);
    std::vector<std::vector<double>> weights;
    for (std::size_t n = 1 + rng.index(6); n > 0; --n) {
      std::vector<double> row(columns, 0.0);
      for (double& weight : row) {
        if (rng.chance(0.6)) weight = rng.uniform();
      }
      weights.push_back(row);
      assignment.add_row(row);
      std::vector<bool> is_taken(columns, false);
      ASSERT_NEAR(total(assignment), best_total(weights, 0, is_taken), 1e-12);
      std::vector<std::size_t> rows;
      for (std::size_t c = 0; c < columns; ++c) {
        if (const auto taker = assignment.row_of(c)) rows.push_back(*taker);
      }
      std::sort(rows.begin(), rows.end());
      ASSERT_EQ(std::unique(rows.begin(), rows.end()), rows.end());  // one to one
    }
  }
}

}  // namespace
}  // namespace efs::detect
