// A trained network whose boxes another one learns from too: distillation (arXiv 1503.02531; of box
// regression: arXiv 1812.00123). torch-free.
#pragma once

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// Its input may have another size than the pupil's: it then sees the same images resized.
struct Teacher {
  graph::Graph graph;
  graph::Weights weights;
};

}  // namespace efs::train
