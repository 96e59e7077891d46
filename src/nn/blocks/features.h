// The maps of a backbone, of a neck and of a head.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace efs::nn {

/// A map of one stride. A backbone's is the last one before the extent is halved again.
struct Tap {
  graph::NodeId node = 0;
  /// Input pixels a cell; nominal, where a layer without padding loses a border.
  int stride = 0;
};

/// By rising stride; a backbone's from 4 on, of which the last is the whole. Never empty.
using Features = std::vector<Tap>;

/// Notes that `node` is the newest map at `stride`: it takes the place of an earlier one. Strides
/// below 4 are not noted: their maps are large and see little.
void note_tap(Features& features, graph::NodeId node, int stride);

}  // namespace efs::nn
