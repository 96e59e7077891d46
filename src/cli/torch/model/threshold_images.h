// The photographs on which the score threshold of an exported detector is chosen.
#pragma once

#include <filesystem>
#include <optional>

#include "cli/torch/study_trial.h"
#include "data/dataset/dataset.h"
#include "tune/model/deployed.h"

namespace efs::cli {

/// Those of the study. Nothing, with a warning, where they are not on this machine or have changed
/// since: a study may be moved without them, and its model then states no threshold. Nothing for one
/// face in each image, which has no score.
std::optional<data::Dataset> threshold_images(const StudyTrial& trial);

/// Writes the fp32 model file of a trial; with `images` it has the threshold that is right on them.
tune::Deployed export_trial(const StudyTrial& trial, const std::filesystem::path& out,
                            const std::optional<data::Dataset>& images);

/// The threshold that was chosen on them, in one line; nothing where the model states none.
void print_chosen_threshold(const onnx::ModelInfo& info, const data::Dataset& dataset);

}  // namespace efs::cli
