// Fold files: which fold each image belongs to.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

namespace efs::data {

/// Lines "image_id fold", the fold an integer from 0. Keys are normalised ids. Error
/// "FILE:LINE: ..." on any other line and on an image that is in two folds.
std::unordered_map<std::string, int> read_folds(const std::filesystem::path& path);

}  // namespace efs::data
