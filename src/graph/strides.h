// How far the cells of each layer's map lie apart.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// Coarser maps count as of this stride.
inline constexpr int kFarTooCoarse = 1 << 14;

/// Input pixels a cell, by node; nominal, where a layer without padding loses a border; 0 behind what has
/// no cells of its own, as a global average.
std::vector<int> strides_of(const std::vector<Node>& nodes);

}  // namespace efs::graph
