// What an exported file computes with, takes and puts out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "onnx/batch.h"
#include "onnx/face_outputs.h"
#include "train/network/activation_ranges.h"

namespace efs::tune {

struct ExportForm {
  std::string precision = "fp32";  // or "fp16", "int8"
  onnx::FaceOutputs outputs = onnx::FaceOutputs::kDecoded;
  onnx::Batch batch = {};
  /// What int8 is calibrated on: photographs, normalised, [1,3,H,W] each.
  std::vector<std::vector<float>> images = {};
  train::Calibration calibration = train::Calibration::kPercentile;

  /// The same numbers in a file that Predictor takes: decoded faces, one image a run.
  ExportForm predictable() const;
  bool is_predictable() const;
};

/// Images of the largest run that checks a file of this batch.
int images_of_check(const onnx::Batch& batch);

/// UsageError: the network does not have such outputs, they are not written in this precision or for
/// this batch, or the batch is larger than runtimes take.
void require_form(const ExportForm& form, const graph::Graph& graph);

/// UsageError: only a file of .onnx has this form, and `out` is another.
void require_form_of_file(const ExportForm& form, const std::filesystem::path& out);

}  // namespace efs::tune
