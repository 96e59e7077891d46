#include "search/rungs/rung.h"

#include <gmock/gmock.h>

#include "core/rng.h"
#include "search/schedulers/reference_rung.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

/// Members with costs of a coarse grid, some of them waiting.
std::vector<ReferenceMember> random_members(Rng& rng, std::size_t objectives) {
  std::vector<ReferenceMember> members(static_cast<std::size_t>(rng.integer(1, 40)));
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].trial = static_cast<int>(i) - 3;  // trials of other studies have negative numbers
    members[i].waiting = rng.chance(0.5);
    for (std::size_t k = 0; k < objectives; ++k) {
      members[i].costs.push_back(static_cast<double>(rng.integer(-4, 4)));
    }
  }
  return members;
}

class RungOf : public testing::TestWithParam<std::size_t> {
 protected:
  void expect_equal(const Rung& rung, const std::vector<ReferenceMember>& members) {
    const ReferenceRung reference(members);
    const std::size_t size = members.size();
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, size / 3, size / 2, size}) {
      ASSERT_EQ(rung.best(count), reference.best(count)) << count << " of " << size;
      ASSERT_EQ(rung.best_waiting(count), reference.best_waiting(count)) << count << " of " << size;
    }
    ASSERT_EQ(rung.with_costs(), size);
    for (const ReferenceMember& member : members) {
      const auto better = std::count_if(
          members.begin(), members.end(),
          [&](const ReferenceMember& other) { return dominates(other.costs, member.costs); });
      ASSERT_EQ(rung.count_better(member.costs), static_cast<std::size_t>(better));
    }
  }
};

TEST_P(RungOf, IsTheReferenceAfterEveryCall) {
  Rng rng(GetParam());
  for (int round = 0; round < 40; ++round) {
    auto to_come = random_members(rng, GetParam());
    rng.shuffle(to_come);
    const auto rung = make_rung(GetParam());
    std::vector<ReferenceMember> members;
    for (ReferenceMember next : to_come) {
      rung->add(next.trial, next.costs);
      rung->set_waiting(next.trial, next.waiting);
      members.push_back(next);
      ReferenceMember& changed =
          members[static_cast<std::size_t>(rng.integer(0, static_cast<int>(members.size()) - 1))];
      changed.waiting = !changed.waiting;
      rung->set_waiting(changed.trial, changed.waiting);
      expect_equal(*rung, members);
    }
  }
}

TEST_P(RungOf, DoesNotDependOnTheOrderOfTheCalls) {
  Rng rng(10 + GetParam());
  for (int round = 0; round < 40; ++round) {
    auto members = random_members(rng, GetParam());
    const auto rung = make_rung(GetParam());
    for (const auto& member : members) rung->add(member.trial, member.costs);
    for (const auto& member : members) rung->set_waiting(member.trial, member.waiting);
    rng.shuffle(members);
    const auto other = make_rung(GetParam());
    for (const auto& member : members) {
      other->add(member.trial, member.costs);
      other->set_waiting(member.trial, member.waiting);
    }
    EXPECT_EQ(rung->best(members.size()), other->best(members.size()));
    for (std::size_t count = 0; count <= members.size(); ++count) {
      EXPECT_EQ(rung->best(count), other->best(count));
      EXPECT_EQ(rung->best_waiting(count), other->best_waiting(count));
    }
  }
}

TEST_P(RungOf, MembersWithoutCostsCountAndComeLast) {
  const auto rung = make_rung(GetParam());
  EXPECT_EQ(rung->size(), 0u);
  EXPECT_EQ(rung->best_waiting(9), std::nullopt);
  EXPECT_THAT(rung->best(9), IsEmpty());
  rung->add_worst();
  rung->add(4, Costs(GetParam(), 1.0));
  rung->add_worst();
  EXPECT_EQ(rung->size(), 3u);
  EXPECT_EQ(rung->with_costs(), 1u);
  EXPECT_THAT(rung->best(3), ElementsAre(4));
  EXPECT_EQ(rung->count_better(Costs(GetParam(), 2.0)), 1u);
  EXPECT_EQ(rung->count_better(Costs(GetParam(), 1.0)), 0u);
}

TEST_P(RungOf, OnlyMembersWait) {
  const auto rung = make_rung(GetParam());
  rung->set_waiting(7, true);
  EXPECT_EQ(rung->best_waiting(9), std::nullopt);
  rung->add(7, Costs(GetParam(), 0.0));
  EXPECT_EQ(rung->best_waiting(9), std::nullopt);
  rung->set_waiting(7, true);
  rung->set_waiting(7, true);
  EXPECT_THAT(rung->best_waiting(1), Optional(7));
  EXPECT_EQ(rung->best_waiting(0), std::nullopt);
  rung->set_waiting(7, false);
  EXPECT_EQ(rung->best_waiting(1), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Objectives, RungOf, testing::Values(1, 2, 3, 4));

TEST(SortedRung, IsByCostThenByNumber) {
  const auto rung = make_rung(1);
  rung->add(3, {0.5});
  rung->add(1, {0.5});
  rung->add(2, {0.4});
  EXPECT_THAT(rung->best(3), ElementsAre(2, 1, 3));
  // Second best of those that wait, but not among the best two.
  rung->set_waiting(3, true);
  EXPECT_EQ(rung->best_waiting(2), std::nullopt);
  EXPECT_THAT(rung->best_waiting(3), Optional(3));
}

TEST(FrontRung, IsByRankThenByAnEpsilonNet) {
  const auto rung = make_rung(2);
  rung->add(0, {5, 5});   // of the front: in the middle
  rung->add(1, {0, 10});  // an end
  rung->add(2, {6, 6});   // dominated by 0
  rung->add(3, {10, 0});  // the other end
  rung->add(4, {1, 9});   // of the front, beside 1
  EXPECT_THAT(rung->best(5), ElementsAre(1, 3, 0, 4, 2));
  for (const int trial : {0, 1, 2, 3, 4}) rung->set_waiting(trial, true);
  // The front is among the best four as a whole: the lowest number. Of the best two it is not.
  EXPECT_THAT(rung->best_waiting(4), Optional(0));
  EXPECT_THAT(rung->best_waiting(2), Optional(1));
  rung->set_waiting(1, false);
  EXPECT_THAT(rung->best_waiting(2), Optional(3));
  rung->set_waiting(3, false);
  EXPECT_EQ(rung->best_waiting(2), std::nullopt);
}

TEST(EpsilonNet, TakesTheFurthestFromAllThatAreTaken) {
  const std::vector<Costs> points{{5, 5}, {0, 10}, {10, 0}, {1, 9}, {2, 8}};
  EXPECT_THAT(epsilon_net(points, 9), ElementsAre(1u, 2u, 0u, 4u, 3u));
  EXPECT_THAT(epsilon_net(points, 2), ElementsAre(1u, 2u));
  EXPECT_THAT(epsilon_net(points, 0), IsEmpty());
  EXPECT_THAT(epsilon_net({}, 3), IsEmpty());
}

TEST(EpsilonNet, MeasuresEveryObjectiveByItsOwnExtent) {
  // The second objective in thousandths, and a third in which all are equal.
  const std::vector<Costs> points{
      {5, .005, 1}, {0, .010, 1}, {10, 0, 1}, {1, .009, 1}, {2, .008, 1}};
  EXPECT_THAT(epsilon_net(points, 9), ElementsAre(1u, 2u, 0u, 4u, 3u));
}

TEST(EpsilonNet, OfEqualPointsTakesTheFirst) {
  EXPECT_THAT(epsilon_net({{1, 1}, {1, 1}, {1, 1}}, 3), ElementsAre(0u, 1u, 2u));
}

}  // namespace
}  // namespace efs::search
