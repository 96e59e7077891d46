// A model file with all that a detector of several faces needs to run: its score threshold, chosen on
// the validation images by what the file itself finds there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/dataset/dataset.h"
#include "detect/placement.h"
#include "tune/model/face_evaluation.h"
#include "tune/model/model_export.h"

namespace efs::tune {

/// How the threshold is chosen.
struct ThresholdRule {
  /// The lowest threshold with at most so many false alarms an image; nothing: the best F1.
  std::optional<double> false_alarms_per_image;
};

struct Deployed {
  ExportCheck check;
  onnx::ModelInfo info;                 // as the file states it
  std::optional<FaceEvaluation> faces;  // of the task faces: on the validation images
};

/// Sets what a file says of its task, and how images are placed in its input.
void state_task(const std::string& task, detect::Fit fit, onnx::ModelInfo& info);

/// export_model(), and for the task faces the threshold in the file's metadata, with its precision
/// and recall on the validation images, where a decoded file of the same precision is applied. A file
/// for which no threshold finds a face, or of .pt, states none.
Deployed export_deployed(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const data::Dataset& dataset, const ThresholdRule& rule,
                         const ExportForm& form = {});

}  // namespace efs::tune
