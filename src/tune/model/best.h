// The winner of a study: chosen, exported, evaluated, drawn.
#pragma once

#include <optional>

#include "data/dataset/dataset.h"
#include "graph/weights.h"
#include "onnx/metadata.h"
#include "study/storage.h"
#include "tune/options.h"
#include "tune/study_folder.h"

namespace efs::tune {

/// The first trial of the leaderboard that has a fitness; nothing if none has.
std::optional<int> winner_of(const SearchOptions& options, const study::History& history);

/// The weights of a trial's best epoch, from its checkpoint or what was kept of it. Error if the
/// trial was not trained.
graph::Weights trial_weights(const SearchOptions& options, const study::Trial& trial,
                             const StudyFolder& folder);

/// Keeps in the study which photographs its trials see, for model_info(), and what the mean box
/// reaches on those that validate, for the report.
void keep_photographs(study::Storage& storage, const data::Dataset& dataset);

/// What a model exported from this trial says about itself; of the task faces without the threshold,
/// which export_deployed() chooses.
onnx::ModelInfo model_info(const SearchOptions& options, study::Storage& storage,
                           const study::Trial& trial);

/// Writes best/model.onnx, model.pt, model.json, validation.csv, of the task faces
/// recall_curve.json, and the report's pictures.
void write_best(const SearchOptions& options, study::Storage& storage, const data::Dataset& dataset,
                const StudyFolder& folder);

}  // namespace efs::tune
