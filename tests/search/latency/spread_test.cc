#include "search/latency/spread.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "core/error.h"
#include "core/rng.h"

namespace efs::search {
namespace {

TEST(Spread, BeginsAtTheRimAndGoesToTheOtherEnd) {
  Spread spread({{1, 10.0}, {1, 1.0}, {1, 100.0}, {1, 11.0}});
  const std::vector<std::size_t> all{0, 1, 2, 3};
  const std::size_t first = spread.furthest(all);
  EXPECT_TRUE(first == 1 || first == 2);
  spread.know(first);
  EXPECT_EQ(spread.furthest(all), 3 - first);
}

TEST(Spread, KeepsToThoseItIsAskedAbout) {
  Spread spread({{1.0}, {2.0}, {1000.0}});
  spread.know(0);
  EXPECT_EQ(spread.furthest({0, 1}), 1U);
}

TEST(Spread, TakesEqualPointsAndFeaturesThatNobodyHas) {
  Spread spread({{0.0, 5.0}, {0.0, 5.0}});
  EXPECT_EQ(spread.furthest({0, 1}), 0U);
  spread.know(0);
  EXPECT_EQ(spread.furthest({0, 1}), 0U);
  EXPECT_THROW(Spread({{1.0}, {1.0, 2.0}}), Error);
}

// Of clusters, each is visited before one is visited twice.
TEST(Spread, VisitsEachCluster) {
  Rng rng(1);
  std::vector<std::vector<double>> points;
  for (int i = 0; i < 90; ++i) {
    const double centre = std::pow(10.0, i % 9);
    points.push_back({centre * rng.uniform(0.9, 1.1), 1.0});
  }
  // Where the logarithms end, a thousandth of the largest value, clusters cannot be told apart.
  std::vector<std::size_t> all(points.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  Spread spread(points);
  std::set<std::size_t> clusters;
  for (int i = 0; i < 4; ++i) {
    const std::size_t next = spread.furthest(all);
    clusters.insert(next % 9);
    spread.know(next);
  }
  EXPECT_EQ(clusters.size(), 4U);
}

}  // namespace
}  // namespace efs::search
