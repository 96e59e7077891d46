// The name of a data set: what was trained on, whatever the paths are. Inside data/ only.
#pragma once

#include <string>

#include "data/dataset/dataset.h"

namespace efs::data {

/// SHA-256, hexadecimal, over the files, boxes, names and sides of the samples, and over the crops.
/// It stands in studies and in the names of packed files, so what it covers stays as it is for
/// FaceRule::kSingle and kLargest.
std::string digest_of(const Dataset& dataset);

}  // namespace efs::data
