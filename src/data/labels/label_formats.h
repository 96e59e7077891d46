// The table of label formats; one reader a file in this folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/labels/box_reading.h"
#include "data/labels/text_start.h"
#include "data/sample.h"

namespace efs::data {

/// What a reader is told of the text that it reads.
struct LabelSource {
  std::string name;          // for messages: the file's path
  std::string group_column;  // of a CSV file; empty: none is asked for
};

/// What a label file says.
struct Labels {
  std::vector<LabelledImage> images;
  /// The names of classes that boxes name by their number.
  std::map<std::string, std::string> class_names;
};

struct LabelFormat {
  std::string name;     // "coco"
  std::string summary;  // one line for help texts
  /// True where a text is in this format; the first row that says so counts.
  bool (*is)(const TextStart& start);
  /// Reads a text as a whole. What is no such file is an Error "FILE:LINE: rule; cure"; boxes are
  /// not judged, also those of no size and those that are not finite.
  Labels (*read)(std::string_view text, const LabelSource& source);
  /// The suffix of files that label one image each, and lie in a folder; empty: one file labels all.
  std::string suffix_of_one_image;
  /// Boxes may reach beyond the image by design (FDDB's ellipses) and are clipped to it, however far.
  bool clips = false;
  /// A box that an image has twice is a mistake: people write these files by hand.
  bool refuses_repeats = false;
  /// How the numbers of a box are written; where that varies, they are corners (box_reading.h).
  WrittenBoxes written = {};
  /// What LabelledBox::place and LabelledImage::place count.
  std::string box_place = "line";
  std::string image_place = "line";
};

const std::vector<LabelFormat>& label_formats();
/// UsageError offers the nearest name.
const LabelFormat& label_format(std::string_view name);
/// Recognises the format from the beginning of a text. Error: it is in a format of another program
/// that is not read (foreign_labels.h), or in none that is known; the message lists those that are.
const LabelFormat& detect_label_format(std::string_view text, const std::string& file_name);

/// "FILE:12", or "FILE, annotation 12" where places are no lines.
std::string place_text(const std::string& file, const std::string& counted, int place);

}  // namespace efs::data
