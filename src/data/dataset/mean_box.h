// The baseline: always answering with the mean box.
#pragma once

#include <cstddef>
#include <vector>

#include "data/dataset/dataset.h"

namespace efs::data {

/// Mean IoU over these samples of the mean of the training boxes in relative coordinates. Error if
/// there are no training images, or no indices, or an image has not exactly one face.
double mean_box_iou(const Dataset& dataset, const std::vector<std::size_t>& indices);

}  // namespace efs::data
