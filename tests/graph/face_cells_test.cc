#include "graph/face_cells.h"

#include <gmock/gmock.h>

#include <cmath>

namespace efs::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

// An input of 40 x 20 pixels: one row of two cells of 16 pixels, then one cell of 32.
TEST(FaceCells, AreInSharesOfTheInput) {
  const FaceCells cells =
      face_cells({.input_height = 20, .input_width = 40, .levels = {{16, 1, 2}, {32, 1, 1}}});
  EXPECT_THAT(cells.size, ElementsAre(0.4F, 0.4F, 0.8F, 0.8F, 0.8F, 1.6F));
  EXPECT_THAT(cells.corner, ElementsAre(0.0F, 0.4F, 0.0F, 0.0F, 0.0F, 0.0F));
}

TEST(FaceCells, StandRowByRow) {
  const FaceCells cells =
      face_cells({.input_height = 16, .input_width = 16, .levels = {{8, 2, 2}}});
  EXPECT_THAT(cells.corner, ElementsAre(0.0F, 0.5F, 0.0F, 0.5F, 0.0F, 0.0F, 0.5F, 0.5F));
}

// exp(largest) * stride is twice the longer side.
TEST(FaceCells, KnowTheLargestBox) {
  const FaceCells cells =
      face_cells({.input_height = 64, .input_width = 96, .levels = {{8, 1, 1}, {32, 1, 1}}});
  EXPECT_THAT(cells.largest_log,
              ElementsAre(FloatEq(std::log(2.0F * 96 / 8)), FloatEq(std::log(2.0F * 96 / 32))));
}

}  // namespace
}  // namespace efs::graph
