// Compares an fp16 or int8 export with the float32 one.
#pragma once

#include <filesystem>

#include "data/dataset/dataset.h"

namespace efs::cli {

/// Prints size, mean IoU on the images that validate, and latency of two files of one network, both
/// in the runtime that `other` needs.
void compare_exports(const std::filesystem::path& fp32, const std::filesystem::path& other,
                     const data::Dataset& dataset);

}  // namespace efs::cli
