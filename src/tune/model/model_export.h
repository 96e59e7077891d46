// A network and its weights as the file to deploy, checked before it is called written.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/metadata.h"
#include "tune/model/export_form.h"

namespace efs::tune {

/// What the check of an export found.
struct ExportCheck {
  double largest_difference = 0.0;  // against the module, relative to the output's range
  std::uintmax_t size_bytes = 0;
};

/// ".onnx" and ".pt", which write_model() writes.
bool is_model_suffix(const std::string& suffix);

/// Writes the network as TorchScript where `path` ends in .pt; where it ends in .onnx what
/// `onnx_bytes` gives, the bytes of its file, which is asked for only then. Error: another suffix.
void write_model(const graph::Graph& graph, const graph::Weights& weights,
                 const std::function<std::string()>& onnx_bytes, const std::filesystem::path& path);

/// Writes ONNX, or TorchScript where `out` ends in .pt (which has no room for `info`); checks the file
/// (check_export), and only then renames it into place. Error if it differs by more than 1e-4 of the
/// output's range, in fp16 by more than 1e-2, in int8 (on a photograph) by more than 1e-1, for the
/// worst of several 2e-1; or as check_runs(). UsageError as require_form() and require_form_of_file().
ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const ExportForm& form = {});

}  // namespace efs::tune
