// A study for TensorBoard: a folder of event files, one run a trial, with scalars and what the
// hparams tab needs.
// https://github.com/tensorflow/tensorboard/blob/2.11/tensorboard/compat/proto/event.proto
// https://github.com/tensorflow/tensorboard/blob/2.11/tensorboard/plugins/hparams/plugin_data.proto
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "study/storage.h"

namespace efs::study {

/// A trial's metrics beside its curves ("fitness", "latency_ms").
using TrialMetrics = std::function<std::map<std::string, double>(const Trial&)>;
/// The tags of epochs' metrics, by name: {"val_loss", "loss/validation"}.
using CurveTags = std::map<std::string, std::string>;

/// Makes `folder`, which must not exist; a failure leaves nothing. Scalars by epoch of the run that
/// counts: loss/train, learning_rate, images_per_second and the metrics that have a tag. Times are
/// Trial::finish_times_s().
void write_tensorboard(const std::filesystem::path& folder, const Snapshot& snapshot,
                       const CurveTags& tags, const TrialMetrics& metrics);

}  // namespace efs::study
