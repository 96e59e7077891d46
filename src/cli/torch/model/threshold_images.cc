#include "cli/torch/model/threshold_images.h"

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

}  // namespace efs::cli
