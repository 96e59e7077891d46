// The division that the options of a data set ask for.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/dataset/photo_groups.h"

namespace efs::data {

/// The fold of each image. Error if the fold file does not name one of them, UsageError if the
/// options name a fold that it does not have.
std::vector<int> folds_of(std::span<const std::string> image_ids, const DatasetOptions& options);

/// Whether images of this fold train.
bool trains(int fold, const DatasetOptions& options);

/// The pairs in the options' file of near-duplicates; none without one.
std::vector<ImageIdPair> near_duplicates_of(const DatasetOptions& options);

/// Divides the samples by folds or by share, with the same photographs on one side.
void divide(Dataset& dataset, const DatasetOptions& options);

}  // namespace efs::data
