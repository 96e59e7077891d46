#include "data/dataset/crops.h"

#include <algorithm>
#include <unordered_set>

#include "data/dataset/division.h"
#include "data/dataset/face_region.h"
#include "data/dataset/usable_images.h"

namespace efs::data {
namespace {

/// Photographs with several faces that may train.
std::vector<const LabelledImage*> candidates(const std::vector<LabelledImage>& labelled,
                                             const DatasetOptions& options) {
  std::vector<const LabelledImage*> several;
  std::vector<std::string> ids;
  for (const LabelledImage& image : labelled) {
    if (image.faces.size() < 2 || image.side == Side::kValidation) continue;
    several.push_back(&image);
    ids.push_back(image.image_id);
  }
  if (options.folds.empty()) return several;
  const std::vector<int> folds = folds_of(ids, options);
  std::vector<const LabelledImage*> chosen;
  for (std::size_t i = 0; i < several.size(); ++i) {
    if (trains(folds[i], options)) chosen.push_back(several[i]);
  }
  return chosen;
}

/// Per checked image: is it the same photograph as one that validates?
std::vector<bool> joined_to_validation(const std::vector<CheckedImage>& checked,
                                       const Dataset& dataset, const DatasetOptions& options) {
  std::vector<Photograph> photographs = photographs_of(dataset);
  for (const CheckedImage& image : checked) {
    // A file that cannot be read is like no other.
    photographs.push_back({image.image_id,
                           image.digest.empty() ? "unreadable " + image.image_id : image.digest,
                           image.labels->group});
  }
  const std::vector<std::size_t> groups =
      group_photographs(photographs, read_near_duplicates(options.near_duplicates));
  std::unordered_set<std::size_t> validation;
  for (const std::size_t i : dataset.validation) validation.insert(groups[i]);
  std::vector<bool> joined;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    joined.push_back(validation.contains(groups[dataset.samples.size() + i]));
  }
  return joined;
}

Sample cropped(const CheckedImage& image, const detect::Box& face, const detect::Box& region) {
  return {.image_id = image.image_id,
          .path = image.path,
          .faces = {{face.xmin - region.xmin, face.ymin - region.ymin, face.xmax - region.xmin,
                     face.ymax - region.ymin}},
          .ignored = {},
          .image_width = static_cast<int>(region.width()),
          .image_height = static_cast<int>(region.height()),
          .region = region,
          .orientation = image.orientation,
          .looks = image.looks};
}

/// The time of all regions of a photograph grows with the cube of its boxes; in a crowd of more
/// than this no face is large enough to be worth a crop.
constexpr std::size_t kMostBoxes = 500;

void add_faces(Dataset& dataset, const CheckedImage& image) {
  const std::size_t before = dataset.crops.size();
  // A region to ignore may show faces, so a crop keeps clear of it, too.
  std::vector<detect::Box> boxes = image.boxes.faces;
  boxes.insert(boxes.end(), image.boxes.ignored.begin(), image.boxes.ignored.end());
  if (boxes.size() > kMostBoxes) return;
  for (std::size_t i = 0; i < image.boxes.faces.size(); ++i) {
    const auto region = region_of_face(boxes, i, image.width, image.height);
    if (!region) continue;
    dataset.crops.push_back(cropped(image, image.boxes.faces[i], *region));
    dataset.crop_digests.push_back(image.digest);
  }
  if (dataset.crops.size() > before) ++dataset.cropped_images;
}

}  // namespace

std::size_t add_crops(Dataset& dataset, const LabelSet& labels, const DatasetOptions& options) {
  std::vector<CheckedImage> checked =
      check_images(candidates(labels.images, options), labels.folder);
  judge_images(checked, reading_of(labels, options, dataset.turned_boxes));
  const std::vector<bool> joined = joined_to_validation(checked, dataset, options);
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (joined[i]) continue;
    if (checked[i].reason.empty()) {
      add_faces(dataset, checked[i]);
    } else {
      dataset.skipped.push_back({checked[i].image_id, checked[i].reason});
    }
  }
  return static_cast<std::size_t>(std::count(joined.begin(), joined.end(), false));
}

}  // namespace efs::data
