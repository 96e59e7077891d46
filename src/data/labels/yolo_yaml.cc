#include "data/labels/yolo_yaml.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>

#include "core/config/config.h"
#include "core/error.h"
#include "core/files/files.h"
#include "data/images/image_name.h"
#include "data/images/picture_files.h"
#include "data/labels/class_files.h"
#include "data/labels/image_lists.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool is_yaml(const fs::path& path) {
  const std::string suffix = lower_suffix(path);
  return suffix == ".yaml" || suffix == ".yml";
}

/// Where the file's words lead: as they are written, or as they are meant.
class Place {
 public:
  Place(const fs::path& file, const std::string& root) : file_(file) {
    const fs::path folder = file.parent_path();
    if (!root.empty()) roots_.push_back(folder / root);
    roots_.push_back(folder);
  }

  fs::path of(const std::string& key, const std::string& word) const {
    fs::path path = word;
    while (true) {
      for (const fs::path& root : roots_) {
        if (is_there(root / path)) return (root / path).lexically_normal();
      }
      if (path.empty() || *path.begin() != "..") break;
      path = path.lexically_relative("..");
    }
    fail("{}: {}: there is no {} (looked in {}); correct the path", file_.string(), key,
         excerpt(word), fmt::join(texts(), ", "));
  }

 private:
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const fs::path& root : roots_) texts.push_back(root.lexically_normal().string());
    return texts;
  }

  fs::path file_;
  std::vector<fs::path> roots_;
};

/// With the last folder `images` replaced by `labels`, if there is such a folder.
fs::path labels_for(const fs::path& images) {
  std::vector<fs::path> parts(images.begin(), images.end());
  const auto last = std::find(parts.rbegin(), parts.rend(), "images");
  if (last == parts.rend()) return images;
  *last = "labels";
  fs::path labels;
  for (const fs::path& part : parts) labels /= part;
  return is_there(labels) ? labels : images;
}

/// The images that a text names line by line.
LabelPart listed(const fs::path& list, const Place& place, const std::string& key,
                 std::vector<std::string>& notes) {
  LabelPart part{.labels = {}, .format = &label_format("yolo")};
  const std::string text = read_file(list);
  TextLines lines(text, list.string());
  std::vector<fs::path> images;
  while (lines.next()) {
    const std::string word(lines.line());
    const fs::path beside = list.parent_path() / word;
    images.push_back(is_there(beside) ? beside.lexically_normal() : place.of(key, word));
    const fs::path folder = images.back().parent_path();
    part.images = images.size() == 1 ? folder : common_folder(part.images, folder);
  }
  part.labels = labels_for(part.images);
  for (fs::path& image : images) {
    image = part.labels / image.lexically_relative(part.images);
    image.replace_extension(part.format->suffix_of_one_image);
  }
  part.list = labelled_of(list, std::move(images), notes);
  return part;
}

LabelPart part_of(const std::string& key, const std::string& word, const Place& place,
                  std::vector<std::string>& notes) {
  const fs::path path = place.of(key, word);
  if (lower_suffix(path) == ".txt") return listed(path, place, key, notes);
  return {.labels = labels_for(path), .format = &label_format("yolo"), .images = path};
}

std::map<std::string, std::string> names_of(Config& yaml) {
  std::map<std::string, std::string> names;
  if (yaml.is_section("names")) {
    Config section = yaml.section("names");
    for (const std::string& key : section.keys()) names[key] = section.text(key, "");
  } else {
    for (const std::string& name : yaml.texts("names", {})) {
      names.try_emplace(std::to_string(names.size()), name);
    }
  }
  return names;
}

}  // namespace

bool is_yolo_yaml(const fs::path& path) {
  if (!is_yaml(path)) return false;
  const std::string text = "\n" + read_beginning(path, std::size_t{1} << 20);
  const auto has = [&](const char* key) { return text.find(key) != std::string::npos; };
  // A configuration of a search has a section `train`, too.
  return has("\ntrain:") && (has("\nnames:") || has("\nnc:") || has("\nval:"));
}

LabelLayout yolo_parts(const fs::path& path) {
  Config yaml = Config::load(path);
  const Place place(path, yaml.text("path", ""));
  const auto names = names_of(yaml);
  const auto train = yaml.texts("train", {}), validation = yaml.texts("val", {});
  LabelLayout layout;
  const bool divides = !validation.empty() && train != validation;
  for (const auto& [key, words, side] :
       {std::tuple{"train", &train, Side::kTrain}, {"val", &validation, Side::kValidation}}) {
    if (side == Side::kValidation && !divides) continue;
    for (const std::string& word : *words) {
      layout.parts.push_back(part_of(key, word, place, layout.notes));
      layout.parts.back().side = divides ? side : Side::kOpen;
      layout.parts.back().class_names = names;
    }
  }
  const std::string turned = yaml.choice("orientation", "auto", {"auto", "displayed", "stored"});
  if (turned == "displayed") layout.turned = BoxesAre::kDisplayed;
  if (turned == "stored") layout.turned = BoxesAre::kStored;
  if (!divides) layout.notes.push_back("it names no other images for validation");
  if (!yaml.texts("test", {}).empty()) layout.notes.push_back("its test images are not used");
  return layout;
}

LabelLayout yolo_parts_in(const fs::path& folder) {
  std::vector<fs::path> found = entries_of(folder, Entries::kFiles);
  std::erase_if(found, [](const fs::path& path) { return !is_yolo_yaml(path); });
  if (found.empty()) return {};
  if (found.size() > 1) {
    fail("{}: several files name images for training: {} and {}; name one of them", folder.string(),
         found[0].filename().string(), found[1].filename().string());
  }
  return yolo_parts(found.front());
}

}  // namespace efs::data
