// Where labels lie: the files of a folder as annotation tools and their exports lay it out. No
// label is read yet. Inside data/ only.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/label_formats.h"

namespace efs::data {

/// One label file, or one folder of files that label one image each, and the side that it is for.
struct LabelPart {
  std::filesystem::path labels;
  const LabelFormat* format = nullptr;
  /// Where its images lie; empty: not known yet.
  std::filesystem::path images = {};
  Side side = Side::kOpen;
  /// Of classes that are written as numbers.
  std::map<std::string, std::string> class_names = {};
  /// The files of a folder that belong to it; nothing: all below `labels`.
  std::optional<std::vector<std::filesystem::path>> list = {};
};

struct LabelLayout {
  std::vector<LabelPart> parts;
  BoxesAre turned = BoxesAre::kAuto;  // what is stated of photographs that are stored turned
  std::vector<std::string> notes;     // what is there and not used, for people
};

/// `path`: a label file, YOLO's data.yaml, or a folder: of label files, of one text for each image,
/// or with folders of these (labels, Annotations, annotations, obj_train_data; train and valid or
/// val, which divide, as Pascal VOC's ImageSets do). `format`: a name of label_formats(); empty:
/// recognised from the content. Error: nothing there that labels images, or several files of which
/// any could be meant.
LabelLayout find_labels(const std::filesystem::path& path, const std::string& format);

/// The files of a part that label one image each, without those that label nothing (is_side_file()).
std::vector<std::filesystem::path> label_files(const LabelPart& part);

/// The side that a name with a word such as "train", "valid" or "val" stands for. Nothing: "test",
/// which is on neither.
std::optional<Side> side_of_name(const std::string& name);

}  // namespace efs::data
