#include <algorithm>
#include <cmath>

#include "train/assigners/rows.h"

namespace efs::train {
namespace {

constexpr std::size_t kAlignedCells = 10;
constexpr double kScoreExponent = 0.5;
constexpr double kIouExponent = 6.0;

struct AlignedCell {
  std::size_t cell = 0;
  double iou = 0.0;
  double alignment = 0.0;
};

/// The cells whose middle is in the face; where there is none, the one nearest to its centre.
std::vector<std::size_t> cells_in(const detect::Box& face, std::span<const Cell> cells) {
  const double x = 0.5 * (face.xmin + face.xmax), y = 0.5 * (face.ymin + face.ymax);
  std::vector<std::size_t> inside;
  std::size_t nearest = 0;
  const auto distance = [&](const Cell& cell) { return std::hypot(cell.x - x, cell.y - y); };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    if (distance(cell) < distance(cells[nearest])) nearest = i;
    if (is_in(cell, face)) inside.push_back(i);
  }
  if (inside.empty()) inside.push_back(nearest);
  return inside;
}

/// The best aligned of them, at most kAlignedCells.
std::vector<AlignedCell> aligned_cells(const detect::Box& face, std::span<const Cell> cells,
                                       std::span<const CellAnswer> answers) {
  std::vector<AlignedCell> found;
  for (const std::size_t i : cells_in(face, cells)) {
    const double iou = detect::iou(answers[i].box, face);
    const double score = 1.0 / (1.0 + std::exp(-answers[i].logit));
    found.push_back({i, iou, std::pow(score, kScoreExponent) * std::pow(iou, kIouExponent)});
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &AlignedCell::alignment);
  found.resize(std::min(found.size(), kAlignedCells));
  return found;
}

}  // namespace

Assignment assign_task_aligned(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                               std::span<const detect::Box> faces) {
  Assignment result(cells.size());
  if (cells.empty()) return result;
  std::vector<double> largest_iou(cells.size(), -1.0);
  for (std::size_t face = 0; face < faces.size(); ++face) {
    const auto found = aligned_cells(faces[face], cells, answers);
    const double best_alignment = found.front().alignment;
    const double best_iou = std::ranges::max(found, {}, &AlignedCell::iou).iou;
    for (const AlignedCell& taken : found) {
      // A cell that two faces want goes to the one that its box overlaps more.
      if (taken.iou <= largest_iou[taken.cell]) continue;
      largest_iou[taken.cell] = taken.iou;
      result.face[taken.cell] = static_cast<int>(face);
      result.quality[taken.cell] =
          best_alignment > 0.0 ? taken.alignment / best_alignment * best_iou : 0.0;
    }
  }
  return result;
}

}  // namespace efs::train
