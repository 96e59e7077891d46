// A network and its weights as the file to deploy, checked before it is called written.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/metadata.h"

namespace efs::tune {

/// What the check of an export found.
struct ExportCheck {
  double largest_difference = 0.0;  // against the module, relative to the output's range
  std::uintmax_t size_bytes = 0;
};

/// Writes the network as TorchScript where `path` ends in .pt; otherwise what `onnx_bytes` gives,
/// the bytes of its ONNX file, which is asked for only then.
void write_model(const graph::Graph& graph, const graph::Weights& weights,
                 const std::function<std::string()>& onnx_bytes, const std::filesystem::path& path);

/// Writes ONNX, or TorchScript where `out` ends in .pt (which has no room for `info`); runs the
/// file in the runtime for its kind and the module in libtorch on the same input, and only then
/// renames it into place. Error if they differ by more than 1e-4 of the output's range.
ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out);

}  // namespace efs::tune
