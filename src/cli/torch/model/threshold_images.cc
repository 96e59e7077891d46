#include "cli/torch/model/threshold_images.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "core/error.h"

namespace efs::cli {
namespace {

constexpr const char* kWithout =
    "the model states no score threshold (give one to efs predict with --threshold)";

}  // namespace

std::optional<data::Dataset> threshold_images(const StudyTrial& trial) {
  if (!trial.info.finds_faces()) return std::nullopt;
  try {
    auto dataset = data::load_dataset(trial.data);
    if (dataset.digest == trial.dataset_digest) return dataset;
    spdlog::warn("the study's photographs or labels have changed, so {}", kWithout);
  } catch (const Error& error) {
    spdlog::warn("the study's photographs are not there, so {}: {}", kWithout, error.what());
  }
  return std::nullopt;
}

tune::Deployed export_trial(const StudyTrial& trial, const std::filesystem::path& out,
                            const std::optional<data::Dataset>& images) {
  if (images) {
    return tune::export_deployed(trial.graph, trial.weights, trial.info, out, *images,
                                 trial.threshold);
  }
  return {.check = tune::export_model(trial.graph, trial.weights, trial.info, out),
          .info = trial.info,
          .faces = {}};
}

void print_chosen_threshold(const onnx::ModelInfo& info, const data::Dataset& dataset) {
  if (!info.score_threshold) return;
  fmt::print("score threshold {:.3f}: precision {:.4f}, recall {:.4f} on {} validation images\n",
             *info.score_threshold, *info.precision_at_threshold, *info.recall_at_threshold,
             dataset.validation.size());
}

}  // namespace efs::cli
