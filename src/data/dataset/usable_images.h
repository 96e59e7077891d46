// From labelled images to usable samples: the face rule, then one read and one decode per image.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/labels/box_reading.h"

namespace efs::data {

/// A labelled image and what its file turned out to be.
struct CheckedImage {
  std::string image_id;
  std::filesystem::path path;
  std::vector<detect::Box> faces;  // clipped, if that was asked for
  int width = 0;                   // pixels, as stored
  int height = 0;
  std::string digest;   // SHA-256 of the file; empty if it does not decode
  std::string problem;  // why it cannot be used; empty if it can
  std::string damage;   // what is wrong with the data of one that can
  int orientation = 1;  // Exif's
  double brightness = 0.0;
};

/// Checks each image: the file is there, whole and decodes, and every box is neither empty,
/// inverted nor outside. `clip`: boxes are cut to the image first, and only one with nothing left
/// is a problem. In the order given.
std::vector<CheckedImage> check_images(std::span<const LabelledImage* const> images,
                                       const std::filesystem::path& folder, bool clip);

struct UsableImages {
  std::vector<Sample> samples;            // in label-file order
  std::vector<std::string> file_digests;  // one per sample
  std::vector<SkippedImage> skipped;
  std::vector<SkippedImage> damaged;  // among the samples
  /// As the label file has them, of all images that decode; none where boxes are clipped.
  std::vector<MeasuredBox> boxes;
  std::size_t left_out = 0;  // by the face rule
};

/// Keeps the images that `rule` admits and that pass check_images().
UsableImages find_usable_images(const std::vector<LabelledImage>& labelled,
                                const std::filesystem::path& folder, FaceRule rule, bool clip);

/// Why a box cannot be used in an image of this size; empty if it can. `orientation`: Exif's, which
/// explains some.
std::string box_problem(const detect::Box& box, int image_width, int image_height,
                        int orientation = 1);

}  // namespace efs::data
