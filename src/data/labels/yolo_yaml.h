// YOLO's data.yaml: where images for training and validation lie, and the names of classes. Inside
// data/ only.
#pragma once

#include <filesystem>

#include "data/labels/label_parts.h"

namespace efs::data {

/// True for a .yaml or .yml file that names images for training.
bool is_yolo_yaml(const std::filesystem::path& path);

/// The parts that such a file names. Folders and lists of images are looked for from `path` in it
/// and from the file's own folder, also without "../" in front (Roboflow). Labels lie beside the
/// images, or in the folder `labels` in the place of `images`. Our own key `orientation` says how the
/// boxes of turned photographs are meant. Error "FILE: rule; cure".
LabelLayout yolo_parts(const std::filesystem::path& path);

/// The same of the one such file in a folder; none where there is none. Error: there are several.
LabelLayout yolo_parts_in(const std::filesystem::path& folder);

}  // namespace efs::data
