// Photographs with the true and the predicted box drawn on them.
#pragma once

#include <filesystem>
#include <optional>

#include "detect/box.h"
#include "tune/model/evaluation.h"
#include "tune/study_folder.h"

namespace efs::tune {

/// Writes a JPEG: prediction in orange and, where it is known, the truth in green. A comment in the
/// file says that it is drawn.
void write_overlay(const std::filesystem::path& image, const detect::Box& predicted,
                   const std::optional<detect::Box>& truth, const std::filesystem::path& out);

/// Whether write_overlay() wrote this file: such a picture is no photograph, and can be drawn
/// again. False for what cannot be read.
bool is_overlay(const std::filesystem::path& file);

/// The pictures of the report: `per_kind` of the validation images, evenly spread, and as many with
/// the lowest IoU; with their index.
void write_report_overlays(const Evaluation& evaluation, const data::Dataset& dataset,
                           const StudyFolder& folder, std::size_t per_kind = 12);

}  // namespace efs::tune
