// Chooses the images on which `efs eval` judges a model, and counts those that the model has seen.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "onnx/metadata.h"

namespace efs::cli {

struct JudgedImages {
  std::vector<std::size_t> indices;  // into the data set's samples
  /// "validation", "not seen in training", "12 trained it, 38 not seen in training", ...
  std::string description;
  /// How many of them; nothing where the model does not say what it was trained on.
  std::optional<std::size_t> trained;
  std::optional<std::size_t> validated;
};

/// `part`: "validation", "train", "all", "unseen" or empty, which is validation where the model was
/// trained on this data set, and all of one that it has seen nothing of. Error: images that trained
/// the model would be judged as the validation part of another division; no image is left.
JudgedImages judged_images(const data::Dataset& dataset, const std::string& part,
                           const onnx::ModelInfo& model, const std::string& model_file);

/// For detections without their model. `part`: "validation", "train", "all" or empty, which is
/// validation where the user or the labels divide the images. UsageError: "unseen", which only a model
/// can tell.
JudgedImages judged_images(const data::Dataset& dataset, const std::string& part, bool is_divided);

}  // namespace efs::cli
