#pragma once

#include <vector>

#include "graph/op.h"

namespace efs::graph {

/// What DecodeFaces knows of its N cells. Pairs are [2,N], row-major: all x, then all y.
struct FaceCells {
  std::vector<float> size;         // pairs: a cell's width and height, relative to the input
  std::vector<float> corner;       // pairs: where its upper left corner lies, relative to the input
  std::vector<float> largest_log;  // [N]: where dw and dh are cut in training
};

FaceCells face_cells(const DecodeFaces& op);

}  // namespace efs::graph
