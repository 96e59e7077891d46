#include "data/dataset/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/rng.h"

namespace efs::data {
namespace {

using ::testing::ElementsAre;

std::vector<std::size_t> singles(std::size_t count) {
  std::vector<std::size_t> groups(count);
  for (std::size_t i = 0; i < count; ++i) groups[i] = i;
  return groups;
}

/// Groups numbered by first appearance, most of them of one sample.
std::vector<std::size_t> random_groups(Rng& rng, std::size_t count) {
  std::vector<std::size_t> groups;
  std::size_t next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool joins = next > 0 && rng.chance(0.2);
    groups.push_back(
        joins ? static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(next) - 1))
              : next++);
  }
  return groups;
}

void expect_disjoint_and_complete(const Division& division, std::size_t count) {
  std::vector<std::size_t> all = division.train;
  all.insert(all.end(), division.validation.begin(), division.validation.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, singles(count));
  EXPECT_TRUE(std::is_sorted(division.train.begin(), division.train.end()));
  EXPECT_TRUE(std::is_sorted(division.validation.begin(), division.validation.end()));
}

void expect_groups_whole(const Division& division, const std::vector<std::size_t>& groups) {
  std::set<std::size_t> validation;
  for (const std::size_t i : division.validation) validation.insert(groups[i]);
  for (const std::size_t i : division.train) EXPECT_FALSE(validation.contains(groups[i]));
}

TEST(SplitByShare, IsDisjointCompleteAndKeepsGroupsTogether) {
  Rng rng(5);
  for (int round = 0; round < 200; ++round) {
    const auto count = static_cast<std::size_t>(rng.integer(20, 200));
    const std::vector<std::size_t> groups = random_groups(rng, count);
    const Division division = split_by_share(groups, 0.3, rng.next());
    expect_disjoint_and_complete(division, count);
    expect_groups_whole(division, groups);
  }
}

TEST(SplitByShare, TakesTheShareAndItsSeedDecidesWhich) {
  const std::vector<std::size_t> groups = singles(100);
  const Division a = split_by_share(groups, 0.2, 1);
  EXPECT_EQ(a.validation.size(), 20U);
  EXPECT_EQ(a.validation, split_by_share(groups, 0.2, 1).validation);
  EXPECT_NE(a.validation, split_by_share(groups, 0.2, 2).validation);
}

TEST(SplitByShare, ASmallShareStillValidates) {
  EXPECT_EQ(split_by_share(singles(10), 0.001, 1).validation.size(), 1U);
}

TEST(SplitByShare, OneGroupCannotBeDivided) {
  const std::vector<std::size_t> one_group(5, 0);
  EXPECT_TRUE(split_by_share(one_group, 0.2, 1).validation.empty());
  EXPECT_TRUE(split_by_share(singles(1), 0.2, 1).train.empty());
  EXPECT_TRUE(split_by_share({}, 0.2, 1).train.empty());
}

TEST(SplitByFolds, FollowsTheFolds) {
  const std::vector<int> folds = {1, 2, 3, 1, 2, 3};
  const std::vector<int> two = {2};
  const Division division = split_by_folds(singles(6), folds, two, {});
  EXPECT_THAT(division.validation, ElementsAre(1, 4));
  EXPECT_THAT(division.train, ElementsAre(0, 2, 3, 5));
  const std::vector<int> three = {3};
  EXPECT_THAT(split_by_folds(singles(6), folds, two, three).train, ElementsAre(2, 5));
}

TEST(SplitByFolds, AGroupMovesToValidation) {
  const std::vector<int> folds = {1, 2, 3, 1, 2, 3};
  const std::vector<std::size_t> groups = {0, 0, 0, 1, 2, 3};
  const std::vector<int> validation = {2};
  const Division all = split_by_folds(groups, folds, validation, {});
  EXPECT_THAT(all.validation, ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(all.train, ElementsAre(3, 5));
  EXPECT_EQ(all.moved, 2U);
  const std::vector<int> train = {1};  // fold 3 is used by neither side
  const Division some = split_by_folds(groups, folds, validation, train);
  EXPECT_THAT(some.validation, ElementsAre(0, 1, 4));
  EXPECT_THAT(some.train, ElementsAre(3));
  EXPECT_EQ(some.moved, 1U);
}

TEST(SplitByFolds, ASideMayRemainEmpty) {
  const std::vector<int> folds = {1, 1};
  const std::vector<int> one = {1};
  const std::vector<int> two = {2};
  EXPECT_TRUE(split_by_folds(singles(2), folds, one, {}).train.empty());
  EXPECT_TRUE(split_by_folds(singles(2), folds, two, {}).validation.empty());
}

}  // namespace
}  // namespace efs::data
