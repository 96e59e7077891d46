#include "data/packed/packed.h"

#include <algorithm>

#include "core/error.h"
#include "data/sample.h"

namespace efs::data {
namespace {

MappedFile map_existing(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    fail("{} does not exist; packed data sets are made from the photographs, so name these",
         path.string());
  }
  return MappedFile(path);
}

}  // namespace

detect::RelativeBox PackedSample::relative_box() const {
  return detect::to_relative(only_face(faces, image_id), image_width, image_height);
}

PackedDataset::PackedDataset(const std::filesystem::path& path)
    : file_(map_existing(path)), view_(parse_packed(file_.bytes(), path.string())) {}

std::string PackedDataset::dataset_digest() const {
  const auto& digest = view_.header.dataset_digest;
  return {digest.begin(), std::find(digest.begin(), digest.end(), '\0')};
}

std::size_t PackedDataset::size(Part part) const {
  return part == Part::kTrain ? view_.header.train_count : view_.header.validation_count;
}

PackedSample PackedDataset::sample(Part part, std::size_t index) const {
  if (index >= size(part)) {
    fail("sample {} of a packed part with {} samples does not exist", index, size(part));
  }
  const std::size_t position = part == Part::kTrain ? index : size(Part::kTrain) + index;
  const PackedRecord record = view_.record(position);
  return {.pixels = view_.pixels_of(record),
          .width = static_cast<int>(record.width),
          .height = static_cast<int>(record.height),
          .fit = part == Part::kValidation ? fit() : detect::Fit::kStretch,
          .faces = view_.faces_of(record),
          .ignored = view_.ignored_of(record),
          .image_width = record.image_width,
          .image_height = record.image_height,
          .image_id = view_.image_id(record)};
}

}  // namespace efs::data
