// From labelled images to usable samples: the face rule, then one read and one decode per image.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/images/image_file.h"
#include "data/labels/box_reading.h"

namespace efs::data {

/// A labelled image and what its file turned out to be. `reason` covers the boxes, too.
struct CheckedImage : ImageCheck {
  std::string image_id;
  std::filesystem::path path;
  std::vector<detect::Box> faces;  // clipped, if that was asked for
  std::vector<detect::Box> ignored;
};

/// Checks each image: the file is there, whole and decodes, and every box is neither empty,
/// inverted nor outside. `clip`: boxes are cut to the image first, and only one with nothing left
/// is a problem. In the order given.
std::vector<CheckedImage> check_images(std::span<const LabelledImage* const> images,
                                       const std::filesystem::path& folder, bool clip);

/// Adds to `dataset` the images that the options' rule for faces admits and that pass
/// check_images(), and counts or lists the others. Returns the faces as the label file has them,
/// of all images that decode; none where boxes are clipped.
std::vector<MeasuredBox> add_usable_images(Dataset& dataset,
                                           const std::vector<LabelledImage>& labelled,
                                           const DatasetOptions& options, bool clip);

}  // namespace efs::data
