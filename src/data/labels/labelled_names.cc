#include "data/labels/labelled_names.h"

#include <iterator>
#include <utility>

#include "core/error.h"
#include "core/text/spelling.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// To compare a name with more ids takes seconds.
constexpr std::size_t kMostCompared = 20'000;

std::filesystem::path plain_path(const std::filesystem::path& path) {
  return std::filesystem::absolute(path).lexically_normal();
}

}  // namespace

LabelledNames::LabelledNames(std::filesystem::path folder, const std::vector<LabelledImage>& images)
    : folder_(std::move(folder)) {
  for (const LabelledImage& image : images) {
    id_of_.emplace(plain_path(folder_ / image.image_id), image.image_id);
  }
}

std::optional<std::string> LabelledNames::find(const std::string& name) const {
  for (const auto& path : {folder_ / name, std::filesystem::path(name)}) {
    const auto found = id_of_.find(plain_path(path));
    if (found != id_of_.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<std::string> LabelledNames::nearest(const std::string& name) const {
  const auto file = std::filesystem::path(name).filename();
  std::vector<std::string> ids;
  for (const auto& [path, id] : id_of_) {
    if (path.filename() == file) return id;
    if (ids.size() < kMostCompared) ids.push_back(id);
  }
  return nearest_name(name, ids);
}

DetectionsByImage by_labelled_image(std::vector<ImageDetections> found, const LabelledNames& names,
                                    const std::string& file_name) {
  DetectionsByImage by_image;
  for (ImageDetections& image : found) {
    const auto id = names.find(image.image_id);
    if (!id) {
      const auto near = names.nearest(image.image_id);
      fail(
          "{}:{}: the label file has no image '{}'{}; name images as the label file does, or by "
          "their paths",
          file_name, image.line, excerpt(image.image_id),
          near ? fmt::format(" (did you mean '{}'?)", excerpt(*near)) : "");
    }
    auto& detections = by_image[*id];
    detections.insert(detections.end(), std::make_move_iterator(image.detections.begin()),
                      std::make_move_iterator(image.detections.end()));
  }
  return by_image;
}

}  // namespace efs::data
