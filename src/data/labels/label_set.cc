#include "data/labels/label_set.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_text.h"
#include "data/images/picture_files.h"
#include "data/labels/class_choice.h"
#include "data/labels/class_files.h"
#include "data/labels/foreign_labels.h"
#include "data/labels/image_groups.h"
#include "data/labels/image_places.h"
#include "data/labels/label_parts.h"
#include "data/labels/label_text.h"
#include "data/labels/text_encoding.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// More than any list of photographs has; a device or a video named by mistake ends here.
constexpr std::size_t kMostLabelBytes = std::size_t{1} << 30;

/// What one file says, with each image's file.
Labels read_text(const fs::path& path, const LabelFormat& format, const std::string& group_column) {
  const std::string text = text_of_labels(read_file(path, kMostLabelBytes), path.string());
  refuse_no_labels(text, path.string());
  Labels labels = format.read(text, {path.string(), group_column});
  for (LabelledImage& image : labels.images) image.file = path.string();
  return labels;
}

/// All files of a folder that label one image each.
Labels read_folder(const LabelPart& part) {
  Labels all;
  for (const fs::path& file : label_files(part)) {
    Labels labels = read_text(file, *part.format, "");
    all.images.push_back(std::move(labels.images.front()));
  }
  return all;
}

void set_prefix(std::string& id, const fs::path& prefix) {
  if (prefix != "." && !prefix.empty()) id = (prefix / id).string();
}

/// A part that has been read, before its ids are relative to the folder of all.
struct ReadPart {
  Labels labels;
  fs::path folder;
  std::vector<std::string> unlabelled;
};

/// `images`: the folder that is given; `is_certain`: it is this part's.
ReadPart read_part(const LabelPart& part, const fs::path& images, bool is_certain,
                   const std::string& group_column) {
  ReadPart read;
  read.labels = part.format->suffix_of_one_image.empty()
                    ? read_text(part.labels, *part.format, group_column)
                    : read_folder(part);
  read.folder =
      is_certain && !images.empty() ? images : image_folder_of(part, read.labels.images, images);
  place_images(read.labels.images, part, read.folder, read.unlabelled);
  if (part.list) read.unlabelled.clear();
  for (LabelledImage& image : read.labels.images) image.side = part.side;
  read.labels.class_names.insert(part.class_names.begin(), part.class_names.end());
  return read;
}

void refuse_repeated_images(const LabelSet& set) {
  std::unordered_map<std::string, const LabelledImage*> first;
  for (const LabelledImage& image : set.images) {
    const auto [entry, is_new] = first.try_emplace(normalized_image_id(image.image_id), &image);
    if (is_new) continue;
    const auto place = [&](const LabelledImage& i) {
      return place_text(i.file, set.image_place, i.place);
    };
    fail("{}: {} is already labelled ({}); remove one of the two, or join them", place(image),
         excerpt(image.image_id), place(*entry->second));
  }
}

/// Images that lie in the folder validate, the others train.
void divide_by_folder(LabelSet& set, const fs::path& folder) {
  const fs::path validation = absolute_folder(folder);
  const fs::path common = common_folder(set.folder, validation);
  const fs::path prefix = set.folder.lexically_relative(common);
  std::size_t inside = 0;
  for (LabelledImage& image : set.images) {
    std::error_code error;
    const fs::path there = (set.folder / image.image_id).lexically_normal();
    const bool is_there = fs::exists(there, error);
    const fs::path path = is_there || !fs::exists(validation / image.image_id, error)
                              ? there
                              : (validation / image.image_id).lexically_normal();
    const bool validates = common_folder(path, validation) == validation;
    image.side = validates ? Side::kValidation : Side::kTrain;
    if (validates) ++inside;
    if (prefix != ".") image.image_id = path.lexically_relative(common).string();
  }
  set.folder = common;
  if (inside > 0) return;
  fail(
      "{}: none of the labelled images is in this folder of those that validate; name another "
      "folder, or their labels (data.validation_labels)",
      folder.string());
}

LabelLayout layout_of(const LabelOptions& options) {
  const std::string format = options.format == "auto" ? "" : options.format;
  if (!format.empty()) label_format(format);
  LabelLayout layout = find_labels(options.labels, format);
  if (options.validation_labels.empty()) return layout;
  for (LabelPart& part : layout.parts) part.side = Side::kTrain;
  LabelLayout validation = find_labels(options.validation_labels, format);
  for (LabelPart& part : validation.parts) {
    part.side = Side::kValidation;
    if (part.images.empty()) part.images = options.validation_images;
    layout.parts.push_back(std::move(part));
  }
  layout.notes.insert(layout.notes.end(), validation.notes.begin(), validation.notes.end());
  return layout;
}

/// What messages and checks need to know of the formats.
void add_format(LabelSet& set, const LabelFormat& format) {
  if (std::ranges::count(set.formats, format.name) == 0) set.formats.push_back(format.name);
  set.clips = set.clips || format.clips;
  set.refuses_repeats = set.refuses_repeats || format.refuses_repeats;
  set.written = format.written;
  set.box_place = format.box_place;
  set.image_place = format.image_place;
}

/// Adds a part's images, by paths from the folder of all.
void add_part(LabelSet& set, ReadPart& part) {
  const fs::path prefix = part.folder.lexically_relative(set.folder);
  for (LabelledImage& image : part.labels.images) {
    set_prefix(image.image_id, prefix);
    set.images.push_back(std::move(image));
  }
  for (std::string& id : part.unlabelled) {
    set_prefix(id, prefix);
    set.unlabelled.push_back(std::move(id));
  }
}

/// Error: groups are to be a column, which formats other than CSV do not have.
void require_columns(const LabelLayout& layout, const std::string& groups) {
  if (groups.empty()) return;
  for (const LabelPart& part : layout.parts) {
    if (part.format->name == "csv") continue;
    fail(
        "data.groups: there is no file {}, and the labels ({}) have no columns of which one could "
        "be meant; name a file with lines 'image group'",
        groups, part.format->name);
  }
}

/// Reads all parts of the layout; returns the names of classes that are written as numbers.
std::map<std::string, std::string> read_parts(LabelSet& set, const LabelLayout& layout,
                                              const fs::path& images,
                                              const std::string& group_column) {
  std::map<std::string, std::string> class_names;
  std::vector<ReadPart> parts;
  for (const LabelPart& part : layout.parts) {
    parts.push_back(read_part(part, images, layout.parts.size() == 1, group_column));
    ReadPart& read = parts.back();
    read.folder = absolute_folder(read.folder);
    set.folder = parts.size() == 1 ? read.folder : common_folder(set.folder, read.folder);
    class_names.insert(read.labels.class_names.begin(), read.labels.class_names.end());
    add_format(set, *part.format);
  }
  for (ReadPart& part : parts) add_part(set, part);
  return class_names;
}

}  // namespace

LabelSet read_labels(const LabelOptions& options) {
  LabelLayout layout = layout_of(options);
  LabelSet set;
  set.notes = std::move(layout.notes);
  set.turned = layout.turned;
  const bool groups_in_file = is_file(options.groups);
  if (!groups_in_file) require_columns(layout, options.groups);
  const auto class_names =
      read_parts(set, layout, options.images, groups_in_file ? "" : options.groups);
  if (!options.validation_images.empty() && options.validation_labels.empty()) {
    divide_by_folder(set, options.validation_images);
  }
  if (options.images.empty()) set.notes.push_back("photographs in " + set.folder.string());
  set.divides = std::ranges::any_of(
      set.images, [](const LabelledImage& image) { return image.side == Side::kValidation; });
  refuse_repeated_images(set);
  // Not in the order of the files, so that one data set is the same in every format.
  std::ranges::stable_sort(set.images, {}, [](const LabelledImage& image) {
    return normalized_image_id(image.image_id);
  });
  if (groups_in_file) add_groups(set.images, read_groups(options.groups), options.groups);
  set.classes = keep_faces(set.images, options.class_name, class_names);
  return set;
}

std::string labels_text(const LabelSet& set) {
  std::size_t faces = 0, ignored = 0;
  for (const LabelledImage& image : set.images) {
    faces += image.faces.size();
    ignored += image.ignored.size();
  }
  std::string text = fmt::format("{}: {} images, {} faces", fmt::join(set.formats, ", "),
                                 set.images.size(), faces);
  if (ignored > 0) text += fmt::format(", {} regions to ignore", ignored);
  if (set.divides) text += ", divided into training and validation";
  for (const ClassCount& one : set.classes) {
    if (one.name.empty()) continue;
    text += fmt::format("\nclass {}: {} boxes{}", excerpt(one.name), one.boxes,
                        one.is_face ? ", the face" : ", not used");
  }
  if (!set.unlabelled.empty()) {
    text += fmt::format("\n{} pictures without labels are not used (the first: {})",
                        set.unlabelled.size(), excerpt(set.unlabelled.front()));
  }
  for (const std::string& note : set.notes) text += "\n" + printable(note);
  return text;
}

}  // namespace efs::data
