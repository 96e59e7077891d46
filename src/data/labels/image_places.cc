#include "data/labels/image_places.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "data/images/picture_files.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// The id, or the longest end of one from elsewhere, that is there; else the id.
std::string found_id(const std::string& id, const fs::path& folder) {
  const fs::path path = fs::path(id).lexically_normal();
  const bool elsewhere = path.is_absolute() || (!path.empty() && *path.begin() == "..");
  if (!elsewhere || is_file(folder / path)) return id;
  for (auto part = path.begin(); part != path.end(); ++part) {
    if (*part == ".." || *part == "/") continue;
    fs::path end;
    for (auto rest = part; rest != path.end(); ++rest) end /= *rest;
    if (is_file(folder / end)) return end.string();
  }
  return id;
}

/// Places beside labels where tools put images.
std::vector<fs::path> places_beside(const fs::path& labels) {
  const fs::path folder = is_folder(labels) ? labels : labels.parent_path();
  std::vector<fs::path> places{folder};
  for (fs::path above = folder; above.has_parent_path() && places.size() < 12;) {
    const fs::path inside = folder.lexically_relative(above);
    const fs::path parent = above.parent_path();
    if (parent == above) break;
    for (const char* name : {"images", "JPEGImages", "img", "photos"}) {
      places.push_back(parent / name / (inside == "." ? fs::path() : inside));
      places.push_back(parent / name);
      if (above == folder) places.push_back(folder / name);
    }
    places.push_back(parent);
    above = parent;
  }
  return places;
}

fs::path without_suffix(fs::path path) { return path.replace_extension(); }

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
  const bool of_one = !part.format->suffix_of_one_image.empty();
  constexpr std::size_t kTried = 20;
  fs::path best = is_folder(part.labels) ? part.labels : part.labels.parent_path();
  std::size_t most = 0;
  std::vector<fs::path> places = places_beside(part.labels);
  places.insert(places.begin(), given);
  for (const fs::path& place : places) {
    if (!is_folder(place)) continue;
    const Pictures pictures = of_one ? pictures_by_stem(place) : Pictures();
    std::size_t there = 0;
    for (std::size_t i = 0; i < std::min(kTried, images.size()); ++i) {
      const fs::path stem =
          without_suffix(fs::path(images[i].file).lexically_relative(part.labels));
      there += of_one ? pictures.contains(stem) ||
                            (!images[i].image_id.empty() && is_file(place / images[i].image_id))
                      : is_file(place / found_id(images[i].image_id, place));
    }
    if (there > most) {
      most = there;
      best = place;
    }
    if (there == std::min(kTried, images.size())) break;
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
    const fs::path stem = without_suffix(fs::path(image.file).lexically_relative(part.labels));
    image.image_id = picture_for(image, stem, pictures, folder);
    labelled.insert(image.image_id);
  }
  for (const auto& [stem, files] : pictures) {
    for (const fs::path& file : files) {
      if (!labelled.contains(file.string())) unlabelled.push_back(file.string());
    }
  }
}

}  // namespace efs::data
