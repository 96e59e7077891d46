#include <algorithm>
#include <cmath>

#include "train/assigners/rows.h"

namespace efs::train {
namespace {

constexpr double kRadius = 1.5;          // strides
constexpr double kStridesPerSide = 4.0;  // of the faces that a level is for

/// How badly a level suits the face: octaves between its stride and a quarter of the face's side.
double misfit(const detect::Box& face, double stride) {
  const double side = std::sqrt(std::max(face.area(), 1.0));
  return std::abs(std::log2(side / (kStridesPerSide * stride)));
}

}  // namespace

Assignment assign_center(std::span<const Cell> cells, std::span<const CellAnswer>,
                         std::span<const detect::Box> faces) {
  Assignment result(cells.size());
  std::vector<double> area(cells.size(), 0.0);
  for (std::size_t face = 0; face < faces.size(); ++face) {
    const detect::Box& box = faces[face];
    const auto best = std::ranges::min_element(
        cells, {}, [&](const Cell& cell) { return misfit(box, cell.stride); });
    const double x = 0.5 * (box.xmin + box.xmax), y = 0.5 * (box.ymin + box.ymax);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double radius = kRadius * cells[i].stride;
      if (cells[i].stride != best->stride) continue;
      if (std::abs(cells[i].x - x) >= radius || std::abs(cells[i].y - y) >= radius) continue;
      // A cell that two faces want goes to the smaller one (FCOS, section 3.2).
      if (result.face[i] != kNoFace && area[i] <= box.area()) continue;
      area[i] = box.area();
      result.face[i] = static_cast<int>(face);
      result.quality[i] = 1.0;
    }
  }
  return result;
}

}  // namespace efs::train
