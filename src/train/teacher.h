// A trained network whose boxes another one learns from too: distillation (arXiv 1503.02531; of box
// regression: arXiv 1812.00123). torch-free.
#pragma once

#include "detect/placement.h"
#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// Its input may have another size than the pupil's: the pupil's images are then placed in it.
struct Teacher {
  graph::Graph graph;
  graph::Weights weights;
  /// How images fill its input, and the pupil's.
  detect::Fit fit = detect::Fit::kStretch;
};

}  // namespace efs::train
