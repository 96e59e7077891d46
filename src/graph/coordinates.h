#pragma once

#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// The values that AddCoordinates adds to a map of `shape` [4,H,W], row-major.
std::vector<float> cell_coordinates(const Shape& shape);

}  // namespace efs::graph
