#include "data/labels/image_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/files/files.h"
#include "data/images/picture_files.h"
#include "data/labels/class_files.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// The label files of the names in a list; a number behind a name is that of a class.
std::vector<fs::path> files_of_names(const fs::path& list, const LabelPart& part) {
  const std::string text = read_file(list);
  TextLines lines(text, list.string());
  std::vector<fs::path> files;
  while (lines.next()) {
    std::string name(trimmed(lines.line()));
    const std::size_t gap = name.find_last_of(" \t");
    const bool has_number =
        gap != std::string::npos && parse_count(name.substr(gap + 1)).has_value();
    if (has_number || name.ends_with(" -1")) name = trimmed(name.substr(0, gap));
    files.push_back(part.labels / (name + part.format->suffix_of_one_image));
  }
  return files;
}

}  // namespace

std::vector<fs::path> labelled_of(const fs::path& list, std::vector<fs::path> files,
                                  std::vector<std::string>& notes) {
  const std::size_t all = files.size();
  std::string first;
  std::erase_if(files, [&](const fs::path& file) {
    if (is_file(file)) return false;
    if (first.empty()) first = file.string();
    return true;
  });
  if (files.size() < all) {
    notes.push_back(
        fmt::format("{} of the {} images of {} have no labels and are not used (the first: {})",
                    all - files.size(), all, list.string(), first));
  }
  return files;
}

void divide_by_image_sets(LabelLayout& layout) {
  std::vector<LabelPart> divided;
  for (const LabelPart& part : layout.parts) {
    const fs::path sets = absolute_folder(part.labels).parent_path() / "ImageSets/Main";
    const fs::path train = sets / "train.txt", validation = sets / "val.txt";
    const bool divides = part.format->name == "voc" && part.side == Side::kOpen && is_file(train) &&
                         is_file(validation);
    if (!divides) {
      divided.push_back(part);
      continue;
    }
    std::set<fs::path> listed;
    for (const auto& [list, side] :
         {std::pair{train, Side::kTrain}, {validation, Side::kValidation}}) {
      LabelPart half = part;
      half.side = side;
      half.list = labelled_of(list, files_of_names(list, part), layout.notes);
      listed.insert(half.list->begin(), half.list->end());
      divided.push_back(std::move(half));
    }
    const std::size_t all = label_files(part).size();
    if (listed.size() < all) {
      layout.notes.push_back(
          fmt::format("{} of the {} files of {} are in neither train.txt nor val.txt of "
                      "{} and not used",
                      all - listed.size(), all, part.labels.string(), sets.string()));
    }
  }
  layout.parts = std::move(divided);
}

}  // namespace efs::data
