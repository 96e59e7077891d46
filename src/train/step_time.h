// How long a training step takes here, and in which precision it is shorter. torch-free header.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "train/options/options.h"

namespace efs::train {

/// Milliseconds of each of `steps` training steps (forward, backward, update) of options.batch_size
/// random images, after `warm_up` others. The device is synchronised after each.
std::vector<double> step_times_ms(const graph::Graph& graph, const TrainOptions& options,
                                  int warm_up, int steps);

struct PrecisionChoice {
  Precision precision = Precision::kFloat32;
  /// Shortest step in each; 0: not measured.
  double fp32_ms = 0.0;
  double bf16_ms = 0.0;
};

/// Decides what Precision::kAuto means on this machine by running a few steps of this network in
/// each precision in turn: bfloat16, unless it takes 15 % longer (a margin, so that the noise of
/// other work does not decide: the same command shall give the same numbers). A processor without
/// instructions for bfloat16 gets float32.
PrecisionChoice choose_precision(const graph::Graph& graph, const TrainOptions& options);

}  // namespace efs::train
