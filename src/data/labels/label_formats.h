// The table of label file formats; one reader a file in this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/sample.h"

namespace efs::data {

/// Reads a whole label file given as text. A malformed line is an Error "FILE:LINE: rule; cure".
/// Boxes are not checked against images here.
struct LabelFormat {
  std::string name;     // "edgefacesearch", "fddb", "csv"
  std::string summary;  // one line for help texts
  /// Boxes may reach beyond the image by design (FDDB's ellipses) and are clipped to it; in other
  /// formats such a box is a mistake.
  bool clip_to_image;
  std::vector<LabelledImage> (*read)(std::string_view text, const std::string& file_name);
};

const std::vector<LabelFormat>& label_formats();
/// UsageError offers the nearest name.
const LabelFormat& label_format(std::string_view name);
/// Recognises the format from the first lines; Error lists the known formats.
const LabelFormat& detect_label_format(std::string_view text, const std::string& file_name);

}  // namespace efs::data
