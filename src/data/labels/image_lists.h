// Texts that name, line by line, the images of a side of a division. Inside data/ only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/label_parts.h"

namespace efs::data {

/// Those of the label files of a list's images that are there. Of the others, which are not labelled,
/// a note says how many they are.
std::vector<std::filesystem::path> labelled_of(const std::filesystem::path& list,
                                               std::vector<std::filesystem::path> files,
                                               std::vector<std::string>& notes);

/// Divides the folders of Pascal VOC's files as ImageSets/Main beside them does, if it has train.txt
/// and val.txt: lines of names without a suffix. A note says how many files are in neither.
void divide_by_image_sets(LabelLayout& layout);

}  // namespace efs::data
