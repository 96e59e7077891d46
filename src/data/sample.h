// Labelled photographs as the label files name them, before any pixel is read.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/box.h"

namespace efs::data {

/// One line of a label file that names an image, with all its faces.
struct LabelledImage {
  std::string image_id;  // as in the label file: path relative to the image folder
  std::vector<detect::Box> faces;
  /// Regions in which a detection is neither right nor wrong: crowds, faces too blurred to label.
  std::vector<detect::Box> ignored;
  int line = 0;  // of the label file, 1-based
};

/// One photograph, or a part of one, and the faces that a detector has to find in it: exactly one,
/// except by FaceRule::kAll, where there may be any number or none.
struct Sample {
  std::string image_id;  // several parts of a photograph share it
  std::filesystem::path path;
  std::vector<detect::Box> faces;
  std::vector<detect::Box> ignored;  // as LabelledImage's; only by FaceRule::kAll
  int image_width = 0;  // pixels, as stored: an orientation in the file's metadata is ignored
  int image_height = 0;
  /// The part of the stored image that is shown, with integer edges; nothing: all of it. Boxes,
  /// width and height are those of the part, which is an image of its own for all that follows.
  std::optional<detect::Box> region = std::nullopt;
  int orientation = 1;      // Exif's, of the file: 1 is upright
  double brightness = 0.0;  // mean luma of the file, 0..1
};

/// An image that cannot be used, and why: "truncated JPEG", "box outside the image", ...
struct SkippedImage {
  std::string image_id;
  std::string reason;
};

/// The face of an image that has exactly one. Error: it has none or several, which only a detector
/// of any number of faces can use.
const detect::Box& only_face(std::span<const detect::Box> faces, const std::string& image_id);

}  // namespace efs::data
