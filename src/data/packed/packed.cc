#include "data/packed/packed.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/files.h"
#include "data/packed/packed_format.h"

namespace efs::data {

namespace fs = std::filesystem;

struct PackedDataset::State {
  MappedFile file;
  PackedView view;
};

PackedDataset::PackedDataset(const fs::path& path) {
  if (!fs::exists(path)) {
    fail("{} does not exist; packed data sets are made from the photographs, so name these",
         path.string());
  }
  MappedFile file(path);
  const PackedView view = parse_packed(file.bytes(), path.string());
  state_ = std::make_unique<State>(State{std::move(file), view});
}

PackedDataset::~PackedDataset() = default;
PackedDataset::PackedDataset(PackedDataset&&) noexcept = default;
PackedDataset& PackedDataset::operator=(PackedDataset&&) noexcept = default;

int PackedDataset::input() const { return static_cast<int>(state_->view.header.input); }

int PackedDataset::train_side() const { return static_cast<int>(state_->view.header.train_side); }

std::string PackedDataset::dataset_digest() const {
  const auto& digest = state_->view.header.dataset_digest;
  return {digest.begin(), std::find(digest.begin(), digest.end(), '\0')};
}

std::size_t PackedDataset::size(Part part) const {
  const PackedHeader& header = state_->view.header;
  return part == Part::kTrain ? header.train_count : header.validation_count;
}

void PackedDataset::forget() const { state_->file.forget(); }

PackedSample PackedDataset::sample(Part part, std::size_t index) const {
  if (index >= size(part)) {
    fail("sample {} of a packed part with {} samples does not exist", index, size(part));
  }
  const std::size_t position = part == Part::kTrain ? index : size(Part::kTrain) + index;
  const PackedView& view = state_->view;
  const PackedRecord record = view.record(position);
  return {.pixels = view.pixels_of(position),
          .side = view.side_of(position),
          .box = record.box,
          .image_width = record.image_width,
          .image_height = record.image_height,
          .image_id = view.image_id(record)};
}

}  // namespace efs::data
