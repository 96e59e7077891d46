// What a detector that looks at nothing reaches.
#pragma once

#include <cstddef>
#include <vector>

#include "data/dataset/dataset.h"

namespace efs::data {

/// Mean over these samples of the IoU of the one box that is the mean of the training boxes in
/// relative coordinates: what a detector that looks at nothing reaches. Error if there are no
/// training images, or no indices.
double mean_box_iou(const Dataset& dataset, const std::vector<std::size_t>& indices);

}  // namespace efs::data
