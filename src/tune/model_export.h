// A network and its weights as the file to deploy, checked before it is called written.
#pragma once

#include <filesystem>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/metadata.h"

namespace efs::tune {

/// What the check of an export found.
struct ExportCheck {
  double largest_difference = 0.0;  // against the module, relative to the output's range
  std::uintmax_t size_bytes = 0;
};

/// Exports, runs the file in cv::dnn and the module in libtorch on the same input, and only then
/// renames the file into place. Error if they differ by more than 1e-4 of the output's range.
ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out);

}  // namespace efs::tune
