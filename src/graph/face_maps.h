#pragma once

#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// One level of a detector of several faces: the nodes whose maps DecodeFaces reads, joined.
struct FaceMaps {
  CellGrid grid;
  NodeId score = 0;  // [1,H,W], logits
  NodeId box = 0;    // [4,H,W], dx dy dw dh
};

/// In the order of the cells; empty: the graph's output is not DecodeFaces of joined maps.
std::vector<FaceMaps> face_maps(const Graph& graph);

}  // namespace efs::graph
