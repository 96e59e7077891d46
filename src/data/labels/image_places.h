// Finds the pictures that labels are of. Inside data/ only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/label_parts.h"

namespace efs::data {

/// The folder of a part's images: where most of the first images are found that it names, or, for
/// files that label one image each, beside these, in the folder `images` or JPEGImages in the place
/// of `labels` or Annotations, or above. The part's own folder where none has them.
/// `given`: is looked in first; may be empty.
std::filesystem::path image_folder_of(const LabelPart& part,
                                      const std::vector<LabelledImage>& images,
                                      const std::filesystem::path& given);

/// Gives the images of a part their paths from `folder`. An id that is absolute or leads out of the
/// folder ("../../export/a.jpg", "C:\\photos\\a.jpg") becomes the longest end of it that is there, and
/// one that begins with the folder's own name loses it. Where each file labels one image, it is the
/// picture with the file's own name, or else the one that the file names; pictures without a file are
/// `unlabelled`, and of those that are absent the id says what was looked for. Error: a.jpg and a.png for one file.
void place_images(std::vector<LabelledImage>& images, const LabelPart& part,
                  const std::filesystem::path& folder, std::vector<std::string>& unlabelled);

}  // namespace efs::data
