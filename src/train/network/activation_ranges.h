// How large the values inside a network become on real images, which int8 needs to know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

enum class Calibration {
  kPercentile,  // the size that one value of 10,000 exceeds
  kMinMax,      // the largest size
};

/// "percentile", "minmax".
const std::vector<std::string>& calibration_names();
/// UsageError offers the nearest name.
Calibration calibration_of(std::string_view name);

/// For each node of the graph, in evaluation mode and float32, the size of the largest value that
/// it puts out over `images` ([1,3,H,W] each, row-major, normalised). Error if there are none.
std::vector<float> activation_ranges(const graph::Graph& graph, const graph::Weights& weights,
                                     const std::vector<std::vector<float>>& images,
                                     Calibration calibration);

}  // namespace efs::train
