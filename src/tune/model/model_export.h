// A network and its weights as the file to deploy, checked before it is called written.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/face_outputs.h"
#include "onnx/metadata.h"
#include "train/network/activation_ranges.h"

namespace efs::tune {

/// What a file computes with, and puts out.
struct ExportForm {
  std::string precision = "fp32";  // or "fp16", "int8"
  onnx::FaceOutputs outputs = onnx::FaceOutputs::kDecoded;
  /// What int8 is calibrated on: photographs, normalised, [1,3,H,W] each.
  std::vector<std::vector<float>> images = {};
  train::Calibration calibration = train::Calibration::kPercentile;
};

/// UsageError: the network does not have such outputs, or they are not written in this precision.
void require_form(const ExportForm& form, const graph::Graph& graph);

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

/// Writes ONNX, or TorchScript where `out` ends in .pt (which has no room for `info`); runs the
/// file in the runtime for its kind (runtime_of_file) and the module in libtorch on the same input,
/// and only then renames it into place. Error if they differ by more than 1e-4 of the output's
/// range, in fp16 by more than 1e-2, in int8 (on a photograph) by more than 1e-1; outputs that are not
/// decoded are compared after decoding them as their host does. UsageError as require_form(), or
/// TorchScript in another form than the usual one.
ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const ExportForm& form = {});

}  // namespace efs::tune
