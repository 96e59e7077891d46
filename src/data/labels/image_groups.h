// A file that says which images belong together: of one person, one burst, one camera. Inside data/
// only.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/sample.h"

namespace efs::data {

/// The groups by normalised image ids, from lines "image_id group" (a tab between them, if groups have
/// blanks). Error "FILE:LINE: ..." on any other line and on an image that is in two groups.
std::unordered_map<std::string, std::string> read_groups(const std::filesystem::path& path);

/// Gives the images their groups. Error: the file names none of them.
void add_groups(std::vector<LabelledImage>& images,
                const std::unordered_map<std::string, std::string>& groups,
                const std::filesystem::path& path);

}  // namespace efs::data
