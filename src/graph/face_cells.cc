#include "graph/face_cells.h"

#include <algorithm>
#include <cmath>

namespace efs::graph {

FaceCells face_cells(const DecodeFaces& op) {
  const double longer_side = std::max(op.input_width, op.input_height);
  FaceCells x, y;
  for (const CellGrid& level : op.levels) {
    const double width = static_cast<double>(level.stride) / op.input_width;
    const double height = static_cast<double>(level.stride) / op.input_height;
    const auto largest = static_cast<float>(std::log(2.0 * longer_side / level.stride));
    for (int row = 0; row < level.height; ++row) {
      for (int column = 0; column < level.width; ++column) {
        x.size.push_back(static_cast<float>(width));
        y.size.push_back(static_cast<float>(height));
        x.corner.push_back(static_cast<float>(column * width));
        y.corner.push_back(static_cast<float>(row * height));
        x.largest_log.push_back(largest);
      }
    }
  }
  x.size.insert(x.size.end(), y.size.begin(), y.size.end());
  x.corner.insert(x.corner.end(), y.corner.begin(), y.corner.end());
  return x;
}

}  // namespace efs::graph
