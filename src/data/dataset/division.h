// The division that the options of a data set ask for, and the fold files that it reads.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/dataset/photo_groups.h"

namespace efs::data {

/// Reads lines "image_id fold", the fold an integer from 0. Keys are normalised ids. Error
/// "FILE:LINE: ..." on any other line and on an image that is in two folds.
std::unordered_map<std::string, int> read_folds(const std::filesystem::path& path);

/// The fold of each image. Error if the fold file does not name one of them, UsageError if the
/// options name a fold that it does not have.
std::vector<int> folds_of(std::span<const std::string> image_ids, const DatasetOptions& options);

/// True if images of this fold train.
bool trains(int fold, const DatasetOptions& options);

/// The samples as photographs that are grouped.
std::vector<Photograph> photographs_of(const Dataset& dataset);

/// Divides the samples as their labels do, by folds or by share, with the same photographs, and those
/// of a group, on one side.
void divide(Dataset& dataset, const DatasetOptions& options);

}  // namespace efs::data
