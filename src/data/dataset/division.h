// The division that the options of a data set ask for.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/dataset/photo_groups.h"
#include "data/dataset/split.h"
#include "data/dataset/usable_images.h"

namespace efs::data {

/// The fold of each image as the fold file has it. Error if it does not name one of them,
/// UsageError if the options name a fold that it does not have.
std::vector<int> folds_of(std::span<const std::string> image_ids, const DatasetOptions& options);

/// Whether images of this fold train.
bool trains(int fold, const DatasetOptions& options);

/// What the options' file of near-duplicates says; nothing without one.
std::vector<ImageIdPair> near_duplicates_of(const DatasetOptions& options);

/// By folds or by share, with the same photographs on one side.
Division divide(const UsableImages& images, const DatasetOptions& options);

}  // namespace efs::data
