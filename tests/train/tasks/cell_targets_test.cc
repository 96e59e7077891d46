#include "train/tasks/cell_targets.h"

#include <gmock/gmock.h>

#include "train/crowd_fixture.h"

namespace efs::train {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(CellsOf, AreInTheOrderOfTheOutputsRows) {
  const auto cells = cells_of(small_dense_network({24, 16}));
  ASSERT_EQ(cells.size(), 6U);
  EXPECT_EQ(cells[0].x, 4.0);
  EXPECT_EQ(cells[0].y, 4.0);
  EXPECT_EQ(cells[2].x, 20.0);
  EXPECT_EQ(cells[3].y, 12.0);
  EXPECT_EQ(cells[5].stride, 8.0);
}

TEST(CellTargets, CountCellsOverTheBatch) {
  const ImageSize input{16, 16};
  const auto cells = cells_of(small_dense_network(input));
  // Each cell answers with the whole input.
  std::vector<float> rows;
  for (int i = 0; i < 8; ++i) rows.insert(rows.end(), {0.0F, 0.0F, 1.0F, 1.0F, 0.0F});
  const std::vector<Target> targets{{.faces = {}, .ignored = {{0.0, 0.0, 0.5, 0.5}}},
                                    {.faces = {{0.5, 0.5, 1.0, 1.0}}, .ignored = {}}};
  const CellTargets learnt = cell_targets(rows, cells, input, assigner("simota"), targets);
  // Four cells overlap the face by a quarter each: their sum is one cell, and that inside is taken.
  EXPECT_THAT(learnt.positives, ElementsAre(7));
  EXPECT_THAT(learnt.boxes, ElementsAre(0.5F, 0.5F, 1.0F, 1.0F));
  EXPECT_THAT(learnt.quality, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0.25F));
  EXPECT_THAT(learnt.weights, ElementsAre(0, 1, 1, 1, 1, 1, 1, 1));
}

}  // namespace
}  // namespace efs::train
