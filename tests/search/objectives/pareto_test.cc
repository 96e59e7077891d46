#include "search/objectives/pareto.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "core/rng.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Of a coarse grid, so that points are equal and dominate each other.
std::vector<Costs> random_points(Rng& rng, int count, std::size_t objectives, int steps) {
  std::vector<Costs> points(static_cast<std::size_t>(count), Costs(objectives));
  for (Costs& point : points) {
    for (double& cost : point) cost = static_cast<double>(rng.integer(0, steps)) / steps;
  }
  return points;
}

bool inside(const std::vector<Costs>& points, const Costs& place) {
  for (const Costs& point : points) {
    bool below = true;
    for (std::size_t i = 0; i < place.size(); ++i) below = below && point[i] <= place[i];
    if (below) return true;
  }
  return false;
}

TEST(Dominates, NoWorseInAnyAndBetterInOne) {
  EXPECT_TRUE(dominates({1, 2}, {2, 3}));
  EXPECT_TRUE(dominates({1, 2}, {1, 3}));
  EXPECT_FALSE(dominates({1, 2}, {1, 2}));
  EXPECT_FALSE(dominates({1, 3}, {2, 2}));
  EXPECT_FALSE(dominates({2, 3}, {1, 2}));
  EXPECT_TRUE(dominates({1}, {2}));
  EXPECT_FALSE(dominates({1, 1, 2}, {1, 1, 1}));
}

TEST(NonDominated, AreThoseThatNoOtherDominates) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    const auto objectives = static_cast<std::size_t>(rng.integer(1, 4));
    const auto points = random_points(rng, static_cast<int>(rng.integer(0, 30)), objectives, 5);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool dominated = false;
      for (const Costs& other : points) dominated = dominated || dominates(other, points[i]);
      if (!dominated) expected.push_back(i);
    }
    ASSERT_EQ(non_dominated(points), expected);
  }
}

TEST(NonDominated, EqualPointsAllStay) {
  EXPECT_THAT(non_dominated({{1, 1}, {2, 0}, {1, 1}, {2, 1}}), ElementsAre(0u, 1u, 2u));
  EXPECT_THAT(non_dominated({}), IsEmpty());
}

TEST(Hypervolume, KnownAnswers) {
  EXPECT_EQ(hypervolume({}, {4, 4}), 0.0);
  EXPECT_EQ(hypervolume({{1}, {3}}, {4}), 3.0);
  EXPECT_EQ(hypervolume({{1, 3}}, {4, 4}), 3.0);
  // Columns of width 1: heights 1 (from x = 1), 2 (from 2), 3 (from 3).
  EXPECT_EQ(hypervolume({{1, 3}, {2, 2}, {3, 1}}, {4, 4}), 6.0);
  EXPECT_EQ(hypervolume({{3, 1}, {1, 3}, {2, 2}, {2, 3}, {2, 2}}, {4, 4}), 6.0);
  // By inclusion and exclusion: three boxes of 6, which share 2 two by two and 1 all three.
  EXPECT_EQ(hypervolume({{1, 2, 3}, {3, 1, 2}, {2, 3, 1}}, {4, 4, 4}), 13.0);
  EXPECT_EQ(hypervolume({{1, 1, 1, 1}, {0, 1, 1, 1}}, {2, 2, 2, 2}), 2.0);
}

TEST(Hypervolume, WhatDoesNotBeatTheReferenceAddsNothing) {
  EXPECT_EQ(hypervolume({{0, 4}, {4, 0}, {-9, 5}}, {4, 4}), 0.0);
  EXPECT_EQ(hypervolume({{-9, 5}, {2, 2}}, {4, 4}), 4.0);
}

TEST(Hypervolume, IsTheShareOfRandomPlacesThatAreDominated) {
  Rng rng(2);
  constexpr int kPlaces = 20000;
  for (const std::size_t objectives : {2u, 3u, 4u}) {
    for (int round = 0; round < 5; ++round) {
      const auto points = random_points(rng, 12, objectives, 20);
      int hits = 0;
      for (int i = 0; i < kPlaces; ++i) {
        Costs place(objectives);
        for (double& cost : place) cost = rng.uniform();
        hits += inside(points, place) ? 1 : 0;
      }
      const double share = static_cast<double>(hits) / kPlaces;
      EXPECT_NEAR(hypervolume(points, Costs(objectives, 1.0)), share, 4 * 0.5 / std::sqrt(kPlaces));
    }
  }
}

TEST(Hypervolume, GrowsWithEveryPointThatIsNotDominated) {
  Rng rng(3);
  for (int round = 0; round < 50; ++round) {
    const auto objectives = static_cast<std::size_t>(rng.integer(2, 4));
    const Costs reference(objectives, 1.5);
    auto points = random_points(rng, 10, objectives, 10);
    const double before = hypervolume(points, reference);
    Costs better = points.front();
    better.front() -= 0.05;
    const bool dominated = inside(points, better);
    points.push_back(better);
    if (dominated) {
      EXPECT_DOUBLE_EQ(hypervolume(points, reference), before);
    } else {
      EXPECT_GT(hypervolume(points, reference), before);
    }
  }
}

TEST(HypervolumeContributions, AreWhatOnlyOnePointAdds) {
  EXPECT_THAT(hypervolume_contributions({{1, 3}, {2, 2}, {3, 1}}, {4, 4}),
              ElementsAre(1.0, 1.0, 1.0));
  // Twice the same: neither adds anything; dominated: nothing.
  EXPECT_THAT(hypervolume_contributions({{1, 3}, {1, 3}, {3, 1}, {3, 3}}, {4, 4}),
              ElementsAre(0.0, 0.0, 2.0, 0.0));
  EXPECT_THAT(hypervolume_contributions({}, {4, 4}), IsEmpty());
}

TEST(Knee, IsTheFurthestFromTheLineBetweenTheEnds) {
  EXPECT_EQ(knee({{0, 10}, {1, 2}, {4, 1}, {10, 0}}), 1u);
  EXPECT_EQ(knee({{10, 0}, {4, 1}, {0, 10}, {1, 2}}), 3u);
  // The same front in other units.
  EXPECT_EQ(knee({{0, 0.010}, {1000, 0.002}, {4000, 0.001}, {10000, 0}}), 1u);
  EXPECT_EQ(knee({{0, 1, 1}, {1, 0, 1}, {0.2, 0.2, 0.2}, {1, 1, 0}}), 2u);
}

TEST(Knee, NeedsThreePoints) {
  EXPECT_EQ(knee({}), std::nullopt);
  EXPECT_EQ(knee({{0, 1}, {1, 0}}), std::nullopt);
  EXPECT_EQ(knee({{0, 1}, {0, 1}, {0, 1}}), 0u);  // of equal ones the first
}

}  // namespace
}  // namespace efs::search
