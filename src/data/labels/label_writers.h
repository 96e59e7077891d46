// Labels written in the formats that other tools read; one writer a row.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/sample.h"

namespace efs::data {

/// A file of a set of labels: its path below where the labels are written, and its content.
struct WrittenFile {
  std::filesystem::path path;
  std::string content;
};

struct LabelWriter {
  std::string name;     // LabelFormat's
  std::string summary;  // what is written, for help texts
  /// Whether a folder is written, and not one file.
  bool is_folder = false;
  bool has_ignored = true;  // the format has regions to ignore
  bool needs_size = false;  // of each image
  bool has_sides = false;   // the format has a division
  std::string image_link;   // in a folder: the name of the link to the images
  /// The files of labels in pixels of upright images; of a format that is no folder, one without a
  /// path.
  std::vector<WrittenFile> (*write)(const std::vector<LabelledImage>& labels);
};

const std::vector<LabelWriter>& label_writers();

}  // namespace efs::data
