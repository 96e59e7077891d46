#include "train/assigners/assigner.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"

namespace efs::train {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

/// The cells of an input of `side` pixels, row by row.
std::vector<Cell> grid(int side, int stride) {
  std::vector<Cell> cells;
  for (int y = stride / 2; y < side; y += stride) {
    for (int x = stride / 2; x < side; x += stride) {
      cells.push_back({static_cast<double>(x), static_cast<double>(y), double(stride)});
    }
  }
  return cells;
}

detect::Box square_at(double x, double y, double side) {
  return {x - side / 2, y - side / 2, x + side / 2, y + side / 2};
}

/// Every cell answers with a square around its middle.
std::vector<CellAnswer> squares(const std::vector<Cell>& cells, double side, double logit = 0.0) {
  std::vector<CellAnswer> answers;
  for (const Cell& cell : cells) answers.push_back({square_at(cell.x, cell.y, side), logit});
  return answers;
}

std::vector<std::size_t> cells_of_face(const Assignment& assignment, int face) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < assignment.face.size(); ++i) {
    if (assignment.face[i] == face) cells.push_back(i);
  }
  return cells;
}

class AssignerTest : public ::testing::TestWithParam<Assigner> {};

INSTANTIATE_TEST_SUITE_P(All, AssignerTest, ::testing::ValuesIn(assigners()),
                         [](const auto& row) { return row.param.name; });

TEST_P(AssignerTest, WithoutFacesEveryCellIsBackground) {
  const auto cells = grid(64, 8);
  const Assignment result = GetParam().assign(cells, squares(cells, 16), {});
  EXPECT_THAT(result.face, Each(kNoFace));
  EXPECT_THAT(result.quality, Each(0.0));
  EXPECT_EQ(result.face.size(), cells.size());
}

TEST_P(AssignerTest, AFaceAloneHasACellHoweverSmallOrFarOut) {
  auto cells = grid(64, 8);
  for (const Cell& coarse : grid(64, 32)) cells.push_back(coarse);
  const auto answers = squares(cells, 20);
  for (const detect::Box& face : {square_at(30, 30, 1), square_at(0.5, 63.5, 1),
                                  square_at(32, 32, 64), square_at(5, 40, 10)}) {
    const std::vector<detect::Box> faces{face};
    EXPECT_FALSE(cells_of_face(GetParam().assign(cells, answers, faces), 0).empty());
  }
}

TEST_P(AssignerTest, NamesFacesThatThereAreAndQualitiesThatAreShares) {
  Rng rng(7);
  for (int round = 0; round < 100; ++round) {
    auto cells = grid(96, 8);
    for (const Cell& coarse : grid(96, 16)) cells.push_back(coarse);
    std::vector<CellAnswer> answers;
    for (const Cell& cell : cells) {
      answers.push_back(
          {square_at(cell.x + rng.uniform(-9, 9), cell.y + rng.uniform(-9, 9), rng.uniform(1, 60)),
           rng.uniform(-100, 100)});
    }
    std::vector<detect::Box> faces;
    for (auto count = rng.integer(0, 12); count > 0; --count) {
      faces.push_back(square_at(rng.uniform(0, 96), rng.uniform(0, 96), rng.uniform(0.5, 90)));
    }
    const Assignment result = GetParam().assign(cells, answers, faces);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      ASSERT_GE(result.face[i], kNoFace);
      ASSERT_LT(result.face[i], static_cast<int>(faces.size()));
      ASSERT_GE(result.quality[i], 0.0);
      ASSERT_LE(result.quality[i], 1.0);
      if (result.face[i] == kNoFace) ASSERT_EQ(result.quality[i], 0.0);
    }
  }
}

// A face of 16 pixels in the middle of four cells, each of whose boxes is the face moved by (4,4):
// IoU 12 * 12 / (2 * 256 - 144) = 9/23. Twelve more cells are central: moved by (12,4), IoU
// 4 * 12 / (512 - 48) = 3/29, or by (12,12), IoU 16 / 496 = 1/31. The ten best sum up to
// 4 * 9/23 + 6 * 3/29 = 2.19, so that the face takes two cells.
TEST(Simota, TakesAsManyCellsAsTheIousAddUpTo) {
  const auto cells = grid(64, 8);
  const std::vector<detect::Box> faces{square_at(32, 32, 16)};
  const Assignment result = assigner("simota").assign(cells, squares(cells, 16), faces);
  EXPECT_THAT(cells_of_face(result, 0), ElementsAre(27, 28));
  EXPECT_DOUBLE_EQ(result.quality[27], 9.0 / 23.0);
}

TEST(Simota, PrefersABetterScoreAtEqualOverlap) {
  const auto cells = grid(64, 8);
  auto answers = squares(cells, 16);
  answers[35].logit = answers[36].logit = 1.0;
  const std::vector<detect::Box> faces{square_at(32, 32, 16)};
  EXPECT_THAT(cells_of_face(assigner("simota").assign(cells, answers, faces), 0),
              ElementsAre(35, 36));
}

TEST(Simota, ACellThatTwoFacesWantGoesToTheCheaperOne) {
  const auto cells = grid(16, 8);  // four, at 4 and 12
  auto answers = squares(cells, 8, -20.0);
  answers[0].logit = 20.0;
  const std::vector<detect::Box> faces{square_at(5, 4, 8), square_at(4, 4, 8)};
  const Assignment result = assigner("simota").assign(cells, answers, faces);
  EXPECT_EQ(result.face[0], 1);
  EXPECT_DOUBLE_EQ(result.quality[0], 1.0);
}

// The middle of one cell of 8 is in the face and the box fits: alignment 1, quality its IoU.
TEST(TaskAligned, TheBestCellLearnsItsIouAndTheOthersLess) {
  const auto cells = grid(64, 8);
  const std::vector<detect::Box> faces{square_at(28, 28, 20)};
  const Assignment result = assigner("task_aligned").assign(cells, squares(cells, 20), faces);
  EXPECT_THAT(cells_of_face(result, 0), ElementsAre(18, 19, 20, 26, 27, 28, 34, 35, 36));
  EXPECT_DOUBLE_EQ(result.quality[27], 1.0);
  // A neighbour's box is moved by 8: IoU 12 * 20 / (800 - 240) = 3/7, to the sixth power.
  EXPECT_NEAR(result.quality[26], std::pow(3.0 / 7.0, 6.0), 1e-12);
}

TEST(Center, TakesTheCellsAroundTheCentreOfTheLevelThatFits) {
  auto cells = grid(64, 8);
  const auto fine = cells.size();
  for (const Cell& coarse : grid(64, 16)) cells.push_back(coarse);
  const std::vector<detect::Box> faces{square_at(28, 28, 30), square_at(40, 24, 70)};
  const Assignment result = assigner("center").assign(cells, squares(cells, 8), faces);
  EXPECT_THAT(cells_of_face(result, 0), ElementsAre(18, 19, 20, 26, 27, 28, 34, 35, 36));
  // Centre (40,24): cells 16 apart, at 24, 40, 56 and 8, 24, 40, within 24.
  EXPECT_THAT(cells_of_face(result, 1),
              ElementsAre(fine + 1, fine + 2, fine + 3, fine + 5, fine + 6, fine + 7, fine + 9,
                          fine + 10, fine + 11));
}

TEST(Assigners, AnUnknownNameGetsTheNearest) { EXPECT_THROW(assigner("simoto"), UsageError); }

}  // namespace
}  // namespace efs::train
