// A label file, read as its format says. No OpenCV.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/sample.h"

namespace efs::data {

struct LabelFile {
  std::vector<LabelledImage> images;
  bool clip_to_image = false;  // LabelFormat's
};

/// `format`: a name of label_formats(), or "auto": recognised from the content. Error: it cannot be
/// read, a malformed line, a format of another program. UsageError: an unknown format.
LabelFile read_label_file(const std::filesystem::path& path, const std::string& format = "auto");

}  // namespace efs::data
