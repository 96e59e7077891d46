// From labelled images to usable samples: one read and one decode per image, then its boxes.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/dataset/box_rules.h"
#include "data/dataset/dataset.h"
#include "data/images/image_file.h"
#include "data/labels/box_reading.h"

namespace efs::data {

/// A labelled image and what its file turned out to be.
struct CheckedImage : ImageCheck {
  std::string image_id;
  std::filesystem::path path;
  const LabelledImage* labels = nullptr;
  JudgedBoxes boxes;  // empty before judge_images(), and where the file cannot be used
};

/// Reads and decodes each image, in the order given. `labels`: outlive the result.
std::vector<CheckedImage> check_images(std::span<const LabelledImage* const> images,
                                       const std::filesystem::path& folder);

/// The labels of an image that can be read, with boxes in pixels of the upright image, rounded to a
/// millionth so that every format that says the same gives the same.
LabelledImage upright_labels(const CheckedImage& image, BoxesAre turned);

/// How the boxes of a data set are read.
struct BoxReading {
  BoxesAre turned = BoxesAre::kDisplayed;  // of photographs that are stored turned
  Clip clip = Clip::kAuto;
  std::string box_place = "line";  // LabelFormat's
};

/// Judges the boxes of each image that can be used. Returns the faces in pixels of the upright image,
/// as they are labelled.
std::vector<MeasuredBox> judge_images(std::vector<CheckedImage>& images, const BoxReading& reading);

/// Adds to `dataset` the images that the options' rule for faces admits and that can be used, and
/// counts or lists the others and all boxes. Error where the boxes of many cannot be what the format
/// says (box_reading.h).
void add_usable_images(Dataset& dataset, const LabelSet& labels, const DatasetOptions& options);

/// For data sets and crops: how the boxes of these labels are read.
BoxReading reading_of(const LabelSet& labels, const DatasetOptions& options, BoxesAre turned);

}  // namespace efs::data
