#include "data/labels/label_parts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/text_parts.h"
#include "data/images/image_name.h"
#include "data/images/picture_files.h"
#include "data/labels/class_files.h"
#include "data/labels/foreign_labels.h"
#include "data/labels/image_lists.h"
#include "data/labels/label_text.h"
#include "data/labels/text_encoding.h"
#include "data/labels/yolo_yaml.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

std::string first_bytes(const fs::path& path) {
  constexpr std::size_t kEnough = 65536;
  return text_of_labels(read_beginning(path, kEnough), path.string());
}

/// By its name.
bool can_label(const fs::path& path) {
  static const std::set<std::string> kSuffixes = {".txt", ".csv", ".tsv", ".json", ".xml"};
  return kSuffixes.contains(lower_suffix(path)) && !is_side_file(path);
}

/// The format of a file in a folder; null: it labels nothing.
const LabelFormat* format_of(const fs::path& path, const std::string& wanted) {
  if (!can_label(path)) return nullptr;
  const std::string text = first_bytes(path);
  const TextStart start(text);
  for (const LabelFormat& format : label_formats()) {
    if ((wanted.empty() || format.name == wanted) && format.is(start)) return &format;
  }
  return nullptr;
}

/// What the files of one folder are.
struct Contents {
  std::vector<LabelPart> whole;               // files that label many images
  std::set<const LabelFormat*> of_one_image;  // formats of files that label one each
};

/// `files`: of the folder.
Contents contents_of(const std::vector<fs::path>& files, const std::string& wanted) {
  constexpr std::size_t kTried = 200;  // files of one image, of which one shows what they are
  Contents contents;
  std::size_t tried = 0;
  for (const fs::path& path : files) {
    if (tried > kTried && lower_suffix(path) != ".csv") continue;
    const LabelFormat* format = format_of(path, wanted);
    if (format == nullptr) continue;
    if (format->suffix_of_one_image.empty()) {
      contents.whole.push_back({.labels = path, .format = format});
    } else {
      contents.of_one_image.insert(format);
      ++tried;
    }
  }
  return contents;
}

/// Error: a file of the folder is in a format of another program.
void refuse_foreign_files(const fs::path& folder) {
  constexpr std::size_t kTried = 200;
  const auto wanted = [](const fs::path& name) {
    const std::string suffix = lower_suffix(name);
    return can_label(name) || suffix == ".mat" || suffix == ".xlsx";
  };
  std::vector<FoundFile> files = files_below(folder, wanted).found;
  files.resize(std::min(files.size(), kTried));
  for (const FoundFile& file : files) {
    const std::string text = first_bytes(file.path);
    refuse_foreign_labels_of_tools(TextStart(text), file.path.string());
  }
}

[[noreturn]] void refuse_choice(const fs::path& folder, const std::vector<std::string>& names) {
  refuse_foreign_files(folder);
  fail(
      "{}: several things label images here: {}; name one of them (--labels FILE), or its format "
      "(data.format)",
      folder.string(), fmt::join(names, ", "));
}

/// Files for the sides of a division by their names; nothing where these do not say so.
std::optional<std::vector<LabelPart>> divided_by_name(std::vector<LabelPart> parts,
                                                      std::vector<std::string>& notes) {
  std::vector<LabelPart> sided;
  bool trains = false;
  for (LabelPart& part : parts) {
    const auto side = side_of_name(part.labels.stem().string());
    if (side == Side::kOpen) return std::nullopt;
    if (!side) {
      notes.push_back(fmt::format("{} is for testing, and not used", part.labels.string()));
      continue;
    }
    part.side = *side;
    trains = trains || *side == Side::kTrain;
    sided.push_back(part);
  }
  return trains ? std::optional(sided) : std::nullopt;
}

/// The parts that the files of a folder itself are; none where it has no labels.
LabelLayout parts_in(const fs::path& folder, const std::string& wanted) {
  LabelLayout layout;
  Contents contents = contents_of(entries_of(folder, Entries::kFiles), wanted);
  std::vector<std::string> names;
  for (const LabelPart& part : contents.whole) names.push_back(part.labels.filename().string());
  for (const LabelFormat* format : contents.of_one_image) {
    names.push_back(
        fmt::format("files {} of the format {}", format->suffix_of_one_image, format->name));
  }
  if (names.size() > 1) {
    auto divided = contents.of_one_image.empty() ? divided_by_name(contents.whole, layout.notes)
                                                 : std::nullopt;
    if (!divided) refuse_choice(folder, names);
    layout.parts = std::move(*divided);
  } else if (!contents.whole.empty()) {
    layout.parts = std::move(contents.whole);
  } else if (!contents.of_one_image.empty()) {
    layout.parts.push_back({.labels = folder,
                            .format = *contents.of_one_image.begin(),
                            .class_names = class_names_beside(folder)});
  }
  return layout;
}

void add(LabelLayout& layout, LabelLayout more) {
  layout.parts.insert(layout.parts.end(), more.parts.begin(), more.parts.end());
  layout.notes.insert(layout.notes.end(), more.notes.begin(), more.notes.end());
}

LabelLayout search(const fs::path& folder, const std::string& wanted, int depth);

/// The folders of a division in this one: train, and valid or val.
LabelLayout sides_in(const fs::path& folder, const std::string& wanted, int depth) {
  LabelLayout layout;
  std::vector<fs::path> folders = entries_of(folder, Entries::kFolders);
  const auto is_side = [](const fs::path& path) {
    return side_of_name(path.filename().string()) != Side::kOpen;
  };
  if (std::ranges::count_if(folders, is_side) < 2) return layout;
  for (const fs::path& path : folders) {
    const auto side = side_of_name(path.filename().string());
    if (side == Side::kOpen) continue;
    LabelLayout inside = search(path, wanted, depth - 1);
    if (!side) {
      if (!inside.parts.empty()) {
        layout.notes.push_back(fmt::format("{} is for testing, and not used", path.string()));
      }
      continue;
    }
    for (LabelPart& part : inside.parts) part.side = *side;
    add(layout, std::move(inside));
  }
  return layout;
}

/// Files of one image each, at any depth; none where there are several formats.
LabelLayout parts_below(const fs::path& folder, const std::string& wanted) {
  std::vector<fs::path> files;
  for (FoundFile& file : files_below(folder, [](const fs::path&) { return true; }).found) {
    files.push_back(std::move(file.path));
  }
  const Contents contents = contents_of(files, wanted);
  if (!contents.whole.empty() || contents.of_one_image.size() != 1) return {};
  return {.parts = {{.labels = folder,
                     .format = *contents.of_one_image.begin(),
                     .class_names = class_names_beside(folder)}},
          .notes = {}};
}

/// True for the names of folders in which tools put labels.
bool is_usual(const fs::path& folder) {
  static const std::set<std::string> kUsual = {
      "labels", "annotations",      "annotation", "obj_train_data",
      "anno",   "wider_face_split", "gt",         "label"};
  return kUsual.contains(lower_case(folder.filename().string()));
}

/// Labels in a folder, or in those below it where tools put them.
LabelLayout search(const fs::path& folder, const std::string& wanted, int depth) {
  LabelLayout layout;
  if (wanted.empty() || wanted == "yolo") layout = yolo_parts_in(folder);
  if (layout.parts.empty()) layout = parts_in(folder, wanted);
  if (!layout.parts.empty() || depth == 0) return layout;
  layout = sides_in(folder, wanted, depth);
  const std::vector<fs::path> folders = entries_of(folder, Entries::kFolders);
  for (const fs::path& path : folders) {
    if (layout.parts.empty() && is_usual(path)) layout = search(path, wanted, depth - 1);
  }
  if (layout.parts.empty() && is_usual(folder)) layout = parts_below(folder, wanted);
  if (layout.parts.empty() && folders.size() == 1) {
    layout = search(folders.front(), wanted, depth - 1);
  }
  return layout.parts.empty() ? parts_below(folder, wanted) : layout;
}

}  // namespace

std::vector<fs::path> label_files(const LabelPart& part) {
  std::vector<fs::path> files;
  if (part.list) {
    files = *part.list;
  } else {
    const auto wanted = [&](const fs::path& name) {
      return lower_suffix(name) == part.format->suffix_of_one_image;
    };
    for (FoundFile& file : files_below(part.labels, wanted).found) {
      files.push_back(std::move(file.path));
    }
  }
  std::erase_if(files, is_side_file);
  return files;
}

std::optional<Side> side_of_name(const std::string& name) {
  std::string words = lower_case(name);
  std::ranges::replace_if(
      words, [](char c) { return std::isalpha(c) == 0; }, ' ');
  for (const std::string_view word : data::words(words)) {
    if (word == "train" || word == "training") return Side::kTrain;
    if (word == "val" || word == "valid" || word == "validation") return Side::kValidation;
    if (word == "test" || word == "testing") return std::nullopt;
  }
  return Side::kOpen;
}

LabelLayout find_labels(const fs::path& path, const std::string& format) {
  if (is_folder(path)) {
    constexpr int kDepth = 4;
    LabelLayout layout = search(path, format, kDepth);
    divide_by_image_sets(layout);
    if (!layout.parts.empty()) return layout;
    refuse_foreign_files(path);
    fail(
        "{}: nothing in this folder labels images{}; name the label file, or the folder with one "
        "file for each image",
        path.string(), format.empty() ? "" : " in the format " + format);
  }
  if (is_yolo_yaml(path)) return yolo_parts(path);
  const LabelFormat& row =
      format.empty() ? detect_label_format(first_bytes(path), path.string()) : label_format(format);
  if (!row.suffix_of_one_image.empty()) {
    fail("{}: this file labels one image ({}); name the folder of these files", path.string(),
         row.name);
  }
  return {.parts = {{.labels = path, .format = &row}}, .notes = {}};
}

}  // namespace efs::data
