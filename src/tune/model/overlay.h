// Photographs with the true and the predicted boxes drawn on them.
#pragma once

#include <filesystem>
#include <vector>

#include "detect/detection.h"
#include "detect/truth.h"
#include "tune/model/evaluation.h"
#include "tune/model/face_evaluation.h"
#include "tune/study_folder.h"

namespace efs::tune {

/// What is drawn; pixels of the upright image.
struct OverlayBoxes {
  std::vector<detect::Detection> predicted;  // orange
  bool scores = false;                       // beside each of them
  detect::Truth truth = {};                  // green; ignored regions grey
};

/// Writes a JPEG. A comment in the file says that it is drawn.
void write_overlay(const std::filesystem::path& image, const OverlayBoxes& boxes,
                   const std::filesystem::path& out);

/// Whether write_overlay() wrote this file: such a picture is no photograph, and can be drawn
/// again. False for what cannot be read.
bool is_overlay(const std::filesystem::path& file);

/// The pictures of the report: `per_kind` of the validation images, evenly spread, and as many with
/// the lowest IoU; with their index.
void write_report_overlays(const Evaluation& evaluation, const data::Dataset& dataset,
                           const StudyFolder& folder, std::size_t per_kind = 12);
/// The same with several boxes: the images with the most missed faces, and with the most false
/// alarms, at the deployed threshold.
void write_report_overlays(const FaceEvaluation& evaluation, const data::Dataset& dataset,
                           const StudyFolder& folder, std::size_t per_kind = 12);

}  // namespace efs::tune
