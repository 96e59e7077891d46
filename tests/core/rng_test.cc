#include "core/rng.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace efs {
namespace {

TEST(Rng, IsXoshiro256StarStarSeededBySplitMix64) {
  // The first numbers after seed_from_u64(0) in the test of the Rust crate rand_xoshiro; the
  // states that SplitMix64(0) gives are e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f,
  // f88bb8a8724c81ec.
  Rng rng(0);
  EXPECT_EQ(rng.next(), 11091344671253066420ULL);
  EXPECT_EQ(rng.next(), 13793997310169335082ULL);
  EXPECT_EQ(rng.next(), 1900383378846508768ULL);
  EXPECT_EQ(rng.next(), 7684712102626143532ULL);
  EXPECT_EQ(rng.next(), 13521403990117723737ULL);
}

TEST(Rng, TheSeedDecidesEverything) {
  Rng a(5), b(5), c(6);
  const auto first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
}

TEST(Rng, UniformIsInTheHalfOpenIntervalWithTheRightMoments) {
  Rng rng(1);
  constexpr int kCount = 100000;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.uniform();
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    sum += x;
    squares += x * x;
  }
  // Mean 1/2 with standard error 0.0009, second moment 1/3 with 0.0009.
  EXPECT_NEAR(sum / kCount, 0.5, 0.005);
  EXPECT_NEAR(squares / kCount, 1.0 / 3.0, 0.005);
  for (int i = 0; i < 100; ++i) {
    const double x = rng.uniform(-3.0, -1.0);
    EXPECT_GE(x, -3.0);
    EXPECT_LT(x, -1.0);
  }
}

TEST(Rng, LogUniformGivesEachDecadeTheSameShare) {
  Rng rng(3);
  int below = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = rng.log_uniform(0.01, 100.0);
    ASSERT_GE(x, 0.0099);
    ASSERT_LE(x, 100.1);
    if (x < 0.1) ++below;
  }
  EXPECT_NEAR(below, 2500, 220);  // 5 standard deviations
}

TEST(Rng, IntegerReachesBothEndsEvenly) {
  Rng rng(2);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) ++counts.at(static_cast<std::size_t>(rng.integer(10, 15) - 10));
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);  // 5 standard deviations
  EXPECT_EQ(rng.integer(7, 7), 7);
  constexpr auto kLow = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHigh = std::numeric_limits<std::int64_t>::max();
  std::set<bool> signs;
  for (int i = 0; i < 64; ++i) signs.insert(rng.integer(kLow, kHigh) < 0);
  EXPECT_EQ(signs.size(), 2u);
}

TEST(Rng, NormalHasTheRightMoments) {
  Rng rng(3);
  constexpr int kCount = 100000;
  double sum = 0.0, squares = 0.0;
  int within_one = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.normal();
    ASSERT_TRUE(std::isfinite(x));
    sum += x;
    squares += x * x;
    within_one += std::abs(x) < 1.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.02);
  EXPECT_NEAR(squares / kCount, 1.0, 0.03);
  EXPECT_NEAR(within_one, 0.682689 * kCount, 0.008 * kCount);
}

TEST(Rng, ChanceHasItsProbability) {
  Rng rng(4);
  int hits = 0;
  for (int i = 0; i < 10000; ++i) {
    hits += rng.chance(0.3) ? 1 : 0;
    ASSERT_FALSE(rng.chance(0.0));
    ASSERT_TRUE(rng.chance(1.0));
  }
  EXPECT_NEAR(hits, 3000, 250);
}

TEST(Rng, ShuffleGivesEveryOrderEquallyOften) {
  Rng rng(6);
  std::map<std::vector<int>, int> counts;
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> items{1, 2, 3};
    rng.shuffle(items);
    ++counts[items];
  }
  EXPECT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 150);
  std::vector<int> none;
  rng.shuffle(none);
  EXPECT_TRUE(none.empty());
}

// Stored studies and packed files depend on these: they must never change.
TEST(DeriveSeed, IsStable) {
  EXPECT_EQ(derive_seed(0, std::uint64_t{0}), 0xa706dd2f4d197e6fULL);
  EXPECT_EQ(derive_seed(7, std::uint64_t{3}), 0x6baa78681a99f995ULL);
  EXPECT_EQ(derive_seed(7, "split"), 0xd52aa2a2985a8745ULL);
}

TEST(DeriveSeed, StreamsDiffer) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (std::uint64_t stream = 0; stream < 30; ++stream) seeds.insert(derive_seed(seed, stream));
  }
  EXPECT_EQ(seeds.size(), 900u);
  EXPECT_NE(derive_seed(7, "split"), derive_seed(7, "shuffle"));
}

}  // namespace
}  // namespace efs
