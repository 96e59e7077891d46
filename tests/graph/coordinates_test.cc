#include "graph/coordinates.h"

#include <gmock/gmock.h>

namespace efs::graph {
namespace {

using ::testing::ElementsAre;

// Centres of the cells: a map of two columns has them at a quarter and three quarters.
TEST(Coordinates, AreTheCentresOfTheCellsBySide) {
  EXPECT_THAT(cell_coordinates({4, 1, 2}),
              ElementsAre(0.25F, 0.75F, 0.5F, 0.5F, 0.25F, 0.75F, 0.5F, 0.5F));
  EXPECT_THAT(cell_coordinates({4, 2, 1}),
              ElementsAre(0.5F, 0.5F, 0.25F, 0.75F, 0.5F, 0.5F, 0.25F, 0.75F));
  EXPECT_THAT(cell_coordinates({4, 1, 1}), ElementsAre(0.5F, 0.5F, 0.5F, 0.5F));
}

}  // namespace
}  // namespace efs::graph
