#include "report/drawing/thinned.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace efs::report {
namespace {

using testing::ElementsAre;

TEST(Drawn, AreAllWhereThereAreFew) {
  EXPECT_THAT(thinned_ranks(3, 8), ElementsAre(0, 1, 2));
  EXPECT_TRUE(thinned_ranks(0, 8).empty());
}

TEST(Drawn, AreTheBestAndThenEvenlyDownToTheLast) {
  EXPECT_THAT(thinned_ranks(52, 8), ElementsAre(0, 1, 2, 11, 21, 31, 41, 51));
}

TEST(Drawn, AreDifferentRanks) {
  for (std::size_t count = 1; count < 60; ++count) {
    const auto ranks = thinned_ranks(count, 20);
    EXPECT_EQ(ranks.size(), std::min<std::size_t>(count, 20));
    EXPECT_EQ(ranks.back(), count - 1);
    for (std::size_t i = 1; i < ranks.size(); ++i) EXPECT_LT(ranks[i - 1], ranks[i]) << count;
  }
}

TEST(Drawn, KeepsTheItemsOfTheRanks) {
  EXPECT_THAT(thinned(std::vector<int>{10, 11, 12, 13, 14, 15, 16, 17}, 4),
              ElementsAre(10, 11, 14, 17));
}

TEST(Drawn, AreSaidToBeNotAll) {
  EXPECT_EQ(thinning_note(8, 8), "");
  EXPECT_EQ(thinning_note(8, 20), " 8 of 20 are drawn: the best 2, then evenly by rank.");
}

}  // namespace
}  // namespace efs::report
