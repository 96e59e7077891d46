#include "search/samplers/sobol.h"

#include <gmock/gmock.h>

#include <set>

#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

// Of scipy.stats.qmc.Sobol(15, scramble=False), which has Joe and Kuo's direction numbers too.
TEST(Sobol, KnownAnswers) {
  const Sobol sobol(15);
  EXPECT_THAT(sobol.point(0), Each(0.0));
  EXPECT_THAT(sobol.point(1), Each(0.5));
  EXPECT_EQ(sobol.point(2), (std::vector<double>{0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75,
                                                 0.75, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75}));
  EXPECT_EQ(sobol.point(3), (std::vector<double>{0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25,
                                                 0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25}));
  EXPECT_EQ(sobol.point(5),
            (std::vector<double>{0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375, 0.375,
                                 0.125, 0.375, 0.875, 0.875, 0.125, 0.875}));
  EXPECT_EQ(sobol.point(11),
            (std::vector<double>{0.4375, 0.5625, 0.1875, 0.6875, 0.8125, 0.0625, 0.6875, 0.6875,
                                 0.6875, 0.0625, 0.9375, 0.3125, 0.1875, 0.1875, 0.5625}));
}

// Also with a seed: a digital shift leaves one point in every part.
TEST(Sobol, EveryAxisHasOnePointInEachOfEqualParts) {
  for (const Sobol& sobol : {Sobol(Sobol::kMostAxes), Sobol(Sobol::kMostAxes, 7)}) {
    for (std::size_t axis = 0; axis < Sobol::kMostAxes; ++axis) {
      std::set<int> parts;
      for (std::uint32_t i = 0; i < 256; ++i) {
        const double coordinate = sobol.point(i)[axis];
        ASSERT_TRUE(coordinate >= 0.0 && coordinate < 1.0);
        parts.insert(static_cast<int>(256.0 * coordinate));
      }
      EXPECT_EQ(parts.size(), 256u) << "axis " << axis;
    }
  }
}

TEST(Sobol, ASeedMovesEveryAxis) {
  const auto plain = Sobol(3).point(9), one = Sobol(3, 1).point(9), two = Sobol(3, 2).point(9);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NE(plain[axis], one[axis]);
    EXPECT_NE(one[axis], two[axis]);
  }
  EXPECT_EQ(one, Sobol(3, 1).point(9));
}

TEST(Sobol, HasSixteenAxes) {
  EXPECT_EQ(Sobol(16).point(1).size(), 16u);
  EXPECT_THAT(message_of([] { Sobol(17); }),
              HasSubstr("the space has 17 parameters; this sampler takes at most 16"));
}

}  // namespace
}  // namespace efs::search
