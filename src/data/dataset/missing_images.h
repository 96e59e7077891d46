// Finds the file that is meant where a label file names a missing one. Inside data/ only.
#pragma once

#include <filesystem>
#include <vector>

#include "data/dataset/usable_images.h"

namespace efs::data {

/// Adds to the reason of each missing file where it was looked for, and the file in or below
/// `folder` that is probably meant, because its name differs only in case, folder, suffix, %20 for
/// a blank, a backslash, or the way in which an accent is written.
void explain_missing(std::vector<CheckedImage>& images, const std::filesystem::path& folder);

}  // namespace efs::data
