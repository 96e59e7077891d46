// Reads what some other detector found in photographs. No OpenCV.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detection.h"

namespace efs::data {

struct ImageDetections {
  std::string image_id;  // as the file writes it where it names the image first
  std::vector<detect::Detection> detections;  // in the order of the file; not clipped to the image
  int line = 0;                               // where it names the image first, 1-based
};

/// A detection a line, in any order, in one of two forms:
///   `path score x1 y1 x2 y2`: the last five words are the numbers, and everything before them is
///   the path, blanks included;
///   CSV with a header that names image_id, x1, y1, x2, y2 and score in any order, as that of
///   `efs predict --csv`.
/// Corners are in pixels of the upright image; scores are any finite numbers, higher is surer. An
/// image without a line has no detections. Images are in the order in which they appear first.
///
/// Error "FILE:LINE: rule; cure": a line of another form, a number that is not finite, an inverted
/// box; also corners that are all shares of the image, and an empty text, which a detector that
/// failed leaves behind.
std::vector<ImageDetections> read_detections(std::string_view text, const std::string& file_name);

/// The same of a file of at most 256 MiB.
std::vector<ImageDetections> read_detections_file(const std::filesystem::path& path);

}  // namespace efs::data
