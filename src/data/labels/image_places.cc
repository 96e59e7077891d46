#include "data/labels/image_places.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <span>

#include "core/error.h"
#include "data/images/image_name.h"
#include "data/images/picture_files.h"
#include "data/labels/class_files.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// True for a path of another machine or folder: absolute, of Windows, a URL, or one that leads out.
bool is_elsewhere(const fs::path& path) {
  const std::string text = path.string();
  const bool has_drive = text.size() > 1 && std::isalpha(text[0]) != 0 && text[1] == ':';
  return has_drive || path.is_absolute() || text.starts_with("..") ||
         text.find(":/") != std::string::npos;
}

/// The longest end of the path that is there; empty where there is none.
std::string end_in(const fs::path& folder, const fs::path& path) {
  for (auto part = path.begin(); part != path.end(); ++part) {
    if (*part == ".." || *part == "/") continue;
    fs::path end;
    for (auto rest = part; rest != path.end(); ++rest) end /= *rest;
    if (is_file(folder / end)) return end.string();
  }
  return {};
}

/// What the path is called from the folder, if it begins with the folder's own name: images/a.jpg in
/// the folder photos/images. Empty where there is no such file.
std::string named_from_above(const fs::path& folder, const fs::path& path) {
  constexpr int kLevels = 3;
  fs::path above = absolute_folder(folder).parent_path();
  for (int level = 0; level < kLevels && above.has_filename(); ++level) {
    const fs::path inside = (above / path).lexically_relative(absolute_folder(folder));
    if (!inside.empty() && *inside.begin() != ".." && is_file(above / path)) return inside.string();
    above = above.parent_path();
  }
  return {};
}

/// The id as it is called in the folder, where a file is found that it can mean; else the id.
std::string found_id(const std::string& id, const fs::path& folder) {
  std::string text = id;
  bool is_there = is_file(folder / id);
  if (!is_there) std::ranges::replace(text, '\\', '/');
  const fs::path path = fs::path(text).lexically_normal();
  is_there = is_there || is_file(folder / path);
  if (is_there) {
    if (!is_elsewhere(path)) return text;
    const fs::path root = absolute_folder(folder);
    const fs::path inside = (root / path).lexically_normal().lexically_relative(root);
    return *inside.begin() == ".." ? text : inside.string();
  }
  const std::string found =
      is_elsewhere(path) ? end_in(folder, path) : named_from_above(folder, path);
  return found.empty() ? id : found;
}

/// The folders in this one that are for the side of the labels: train2017 for
/// instances_train2017.json, WIDER_train/images for wider_face_train_bbx_gt.txt. `level`: from the
/// labels up; above their own, a folder of no side may be another data set.
void add_folders_in(const fs::path& above, int level, const LabelPart& part,
                    std::vector<fs::path>& places) {
  constexpr std::size_t kMost = 50;
  const auto side = side_of_name(part.labels.stem().string());
  if (level > 1 || (level > 0 && side == Side::kOpen)) return;
  std::vector<fs::path> folders = entries_of(above, Entries::kFolders);
  folders.resize(std::min(folders.size(), kMost));
  for (const fs::path& folder : folders) {
    if (side_of_name(folder.filename().string()) != side) continue;
    places.push_back(folder / "images");
    places.push_back(folder);
  }
}

/// Places beside labels, and in the folders above, where tools put images: for labels/train also
/// images/train.
std::vector<fs::path> places_beside(const LabelPart& part) {
  constexpr int kLevels = 3;
  const fs::path& labels = part.labels;
  const fs::path folder = absolute_folder(is_folder(labels) ? labels : labels.parent_path());
  std::vector<fs::path> places{folder};
  fs::path above = folder;
  fs::path inside;  // of `folder`, from the one below `above` that leads to it
  for (int level = 0; level < kLevels && above.has_filename(); ++level) {
    for (const char* name : {"images", "JPEGImages", "img", "photos"}) {
      places.push_back(above / name / inside);
      places.push_back(above / name);
    }
    places.push_back(above);
    add_folders_in(above, level, part, places);
    add_folders_in(above / "images", level, part, places);
    inside = above == folder ? fs::path() : folder.lexically_relative(above);
    above = above.parent_path();
  }
  return places;
}

fs::path without_suffix(fs::path path) { return path.replace_extension(); }

/// Of a file that labels one image.
fs::path stem_of(const LabelledImage& image, const LabelPart& part) {
  return without_suffix(fs::path(image.file).lexically_relative(part.labels));
}

/// `stem`: a path without its suffix.
bool has_picture(const fs::path& stem) {
  for (const char* suffix : usual_image_suffixes()) {  // without a look at all files
    if (is_file(stem.string() + suffix)) return true;
  }
  return std::ranges::any_of(
      entries_of(stem.parent_path(), Entries::kFiles),
      [&](const fs::path& file) { return has_image_suffix(file) && without_suffix(file) == stem; });
}

bool is_image_in(const fs::path& place, const LabelledImage& image, const LabelPart& part) {
  if (part.format->suffix_of_one_image.empty()) {
    return is_file(place / found_id(image.image_id, place));
  }
  return has_picture(place / stem_of(image, part)) ||
         (!image.image_id.empty() && is_file(place / image.image_id));
}

/// The files of a folder that label one image each, by their path without the suffix.
using Pictures = std::map<fs::path, std::vector<fs::path>>;

Pictures pictures_by_stem(const fs::path& folder) {
  Pictures pictures;
  for (const FoundFile& file : pictures_below(folder).found) {
    pictures[without_suffix(file.name)].push_back(file.name);
  }
  return pictures;
}

/// The picture of one file's image; its own name without a suffix where there is none.
std::string picture_for(const LabelledImage& image, const fs::path& stem, const Pictures& pictures,
                        const fs::path& folder) {
  const auto found = pictures.find(stem);
  if (found == pictures.end()) {
    if (image.image_id.empty()) return stem.string();
    const fs::path named = stem.parent_path() / image.image_id;
    return is_file(folder / named) ? named.string() : found_id(image.image_id, folder);
  }
  if (found->second.size() > 1) {
    fail("{}: it labels {} and {}, of which only one can be meant; rename or remove one",
         image.file, found->second[0].string(), found->second[1].string());
  }
  return found->second.front().string();
}

}  // namespace

fs::path image_folder_of(const LabelPart& part, const std::vector<LabelledImage>& images,
                         const fs::path& given) {
  if (!part.images.empty()) return part.images;
  constexpr std::size_t kTried = 20;
  const auto tried = std::span(images).first(std::min(kTried, images.size()));
  std::vector<fs::path> places = places_beside(part);
  fs::path best = places.front();
  places.insert(places.begin(), given);
  std::size_t most = 0;
  for (const fs::path& place : places) {
    if (!is_folder(place)) continue;
    const auto there = static_cast<std::size_t>(std::ranges::count_if(
        tried, [&](const LabelledImage& image) { return is_image_in(place, image, part); }));
    if (there > most) {
      most = there;
      best = place;
    }
    if (there == tried.size()) break;
  }
  return best;
}

void place_images(std::vector<LabelledImage>& images, const LabelPart& part, const fs::path& folder,
                  std::vector<std::string>& unlabelled) {
  if (part.format->suffix_of_one_image.empty()) {
    for (LabelledImage& image : images) image.image_id = found_id(image.image_id, folder);
    return;
  }
  const Pictures pictures = pictures_by_stem(folder);
  std::set<std::string> labelled;
  for (LabelledImage& image : images) {
    image.image_id = picture_for(image, stem_of(image, part), pictures, folder);
    labelled.insert(image.image_id);
  }
  for (const auto& [stem, files] : pictures) {
    for (const fs::path& file : files) {
      if (!labelled.contains(file.string())) unlabelled.push_back(file.string());
    }
  }
}

}  // namespace efs::data
