// All labels of a data set, from wherever they lie, and the folder of their images. No OpenCV.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/box_reading.h"
#include "data/sample.h"

namespace efs::data {

/// Where labels are, and how they are read.
struct LabelOptions {
  std::filesystem::path images;  // folder that image ids are relative to; empty: beside the labels
  std::filesystem::path labels;  // a file, or a folder (label_parts.h)
  /// "auto": recognised from the content.
  std::string format = "auto";
  /// The class that is the face, a name or a number; empty: the only one, or the one named face.
  std::string class_name;
  /// Images and labels that validate; the others train. Empty: the labels' own division, or none.
  std::filesystem::path validation_images;
  std::filesystem::path validation_labels;
  /// Images of one group stay on one side: a file with lines "image_id group", or a column of a CSV
  /// file. Empty: no groups are known.
  std::string groups;
};

struct ClassCount {
  std::string name;
  std::size_t boxes = 0;
  bool is_face = false;
};

struct LabelSet {
  /// By their ids, which are paths below `folder`.
  std::vector<LabelledImage> images;
  std::filesystem::path folder;
  std::vector<std::string> formats;  // that were read
  bool clips = false;                // LabelFormat's, of one of them
  bool refuses_repeats = false;      // LabelFormat's
  WrittenBoxes written = {};         // LabelFormat's
  std::string box_place = "line";    // LabelFormat's
  std::string image_place = "line";  // LabelFormat's
  std::vector<ClassCount> classes;   // by the number of their boxes
  /// Pictures beside the labels that none of them names.
  std::vector<std::string> unlabelled;
  std::vector<std::string> notes;
  BoxesAre turned = BoxesAre::kAuto;  // what the labels state of photographs that are stored turned
  bool divides = false;               // the labels put each image on a side
};

/// Error: it cannot be read, a malformed line, a format of another program, an image that is
/// labelled twice, several classes of which none is the face; the message has the cure. UsageError:
/// an unknown format.
LabelSet read_labels(const LabelOptions& options);

/// What was understood, for people, in one line or several.
std::string labels_text(const LabelSet& labels);

}  // namespace efs::data
