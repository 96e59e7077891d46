// The text of `efs data check`.
#pragma once

#include <string>

#include "data/dataset/dataset.h"

namespace efs::data {

/// Lines for people, ending with a newline: counts, every skipped image with its reason, quantiles
/// of sizes and brightness. With FaceRule::kAll also the share of images without a face and how
/// many images show how many; with the other rules the IoU of the mean box, and an Error if a side
/// of the division is empty.
std::string summary_text(const Dataset& dataset);

}  // namespace efs::data
