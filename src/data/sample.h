// Labelled photographs as the label files name them, before any pixel is read.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/text/image_size.h"
#include "data/images/perceptual_hash.h"
#include "detect/box.h"

namespace efs::data {

/// A box of a label file, unchecked: in pixels, or in shares of the image's sides where its image
/// says so.
struct LabelledBox : detect::Box {
  const detect::Box& box() const { return *this; }

  int place = 0;           // in its image's label file, as LabelFormat::box_place counts; from 1
  std::string label = {};  // its class, a name or a number; empty where the format has none
};

/// data.orientation: the reading of boxes in photographs that are stored turned (Exif). Pixels are
/// always those of the upright photograph.
enum class BoxesAre {
  kAuto,       // decided from the labels (turned_labels.h)
  kDisplayed,  // of the upright photograph
  kStored,
};

/// The side of the division that the labels themselves put an image on.
enum class Side {
  kOpen,  // they do not divide
  kTrain,
  kValidation,
};

/// An image as a label file names it, with all its boxes.
struct LabelledImage {
  std::string image_id;  // path relative to the image folder
  std::vector<LabelledBox> faces;
  /// Regions in which a detection is neither right nor wrong: crowds, faces too blurred to label.
  std::vector<LabelledBox> ignored;
  int place = 0;               // in its label file, as LabelFormat::image_place counts; from 1
  std::string file;            // the label file that names it
  bool in_shares = false;      // the unit of the boxes
  ImageSize stated_size = {};  // as the label file has it, pixels; zeros: it has none
  Side side = Side::kOpen;
  std::string group;  // images of one group stay on one side of a division; empty: none
};

/// One photograph, or a part of one, and the faces that a detector has to find in it: exactly one,
/// except by FaceRule::kAll, where there may be any number or none.
struct Sample {
  std::string image_id;  // several parts of a photograph share it
  std::filesystem::path path;
  std::vector<detect::Box> faces;
  std::vector<detect::Box> ignored;  // as LabelledImage's; only by FaceRule::kAll
  int image_width = 0;               // pixels, upright
  int image_height = 0;
  /// The part of the image that is shown, with integer edges; nothing: all of it. Boxes,
  /// width and height are those of the part, which is an image of its own for all that follows.
  std::optional<detect::Box> region = std::nullopt;
  int orientation = 1;      // Exif's, of the file: 1 is upright
  double brightness = 0.0;  // mean luma of the file, 0..1
  PerceptualHash looks{};   // of the file
  Side side = Side::kOpen;  // LabelledImage's
  std::string group = {};   // LabelledImage's
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
