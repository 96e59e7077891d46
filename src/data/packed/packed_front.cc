#include "data/packed/packed_front.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "data/packed/packed_format.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

/// What stands before the pixels, but for the header.
struct Index {
  Index(const PackingList& list, const PackOptions& options) {
    for (std::size_t i = 0; i < list.samples.size(); ++i) {
      add(*list.samples[i], stored_size(*list.samples[i], options, i < list.train_count));
    }
  }

  void add(const Sample& sample, const ImageSize& size) {
    const PackedRecord record{.image_width = sample.image_width,
                              .image_height = sample.image_height,
                              .width = static_cast<std::uint32_t>(size.width),
                              .height = static_cast<std::uint32_t>(size.height),
                              .pixels_begin = pixels_size,
                              .boxes_begin = boxes.size() / sizeof(detect::Box),
                              .face_count = static_cast<std::uint32_t>(sample.faces.size()),
                              .ignored_count = static_cast<std::uint32_t>(sample.ignored.size()),
                              .id_begin = ids.size(),
                              .id_size = sample.image_id.size()};
    records.append(reinterpret_cast<const char*>(&record), sizeof record);
    for (const auto* part : {&sample.faces, &sample.ignored}) {
      boxes.append(reinterpret_cast<const char*>(part->data()), part->size() * sizeof(detect::Box));
    }
    ids += sample.image_id;
    pixels_size += std::uint64_t{record.width} * record.height * 3;
  }

  std::string records;
  std::string boxes;
  std::string ids;
  std::uint64_t pixels_size = 0;
};

}  // namespace

PackingList::PackingList(const Dataset& dataset) {
  for (const std::size_t i : dataset.train) samples.push_back(&dataset.samples[i]);
  for (const Sample& crop : dataset.crops) samples.push_back(&crop);
  train_count = samples.size();
  for (const std::size_t i : dataset.validation) samples.push_back(&dataset.samples[i]);
}

ImageSize stored_size(const Sample& sample, const PackOptions& options, bool trains) {
  if (!trains) return options.input;
  if (options.fit == detect::Fit::kStretch) return train_size(options.input, options.train_side);
  return size_within({sample.image_width, sample.image_height}, options.train_side);
}

std::vector<std::byte> make_front(const Dataset& dataset, const PackingList& list,
                                  const PackOptions& options) {
  const Index index(list, options);
  const std::string behind_header = index.records + index.boxes + index.ids;
  PackedHeader header{};
  header.magic = kPackedMagic;
  header.version = kPackedVersion;
  header.fit = static_cast<std::uint32_t>(options.fit);
  header.input_width = static_cast<std::uint32_t>(options.input.width);
  header.input_height = static_cast<std::uint32_t>(options.input.height);
  header.train_side = static_cast<std::uint32_t>(options.train_side);
  header.is_single = dataset.rule == FaceRule::kAll ? 0 : 1;
  header.train_count = list.train_count;
  header.validation_count = list.samples.size() - list.train_count;
  header.box_count = index.boxes.size() / sizeof(detect::Box);
  header.ids_size = index.ids.size();
  const std::size_t used = sizeof header + behind_header.size();
  header.pixels_offset = (used + kPixelAlignment - 1) / kPixelAlignment * kPixelAlignment;
  header.file_size = header.pixels_offset + index.pixels_size;
  std::copy_n(dataset.digest.begin(), std::min(dataset.digest.size(), header.dataset_digest.size()),
              header.dataset_digest.begin());

  std::vector<std::byte> front(header.pixels_offset);
  std::memcpy(front.data(), &header, sizeof header);
  std::memcpy(front.data() + sizeof header, behind_header.data(), behind_header.size());
  const auto checksum = packed_checksum(front);
  std::memcpy(front.data() + offsetof(PackedHeader, checksum), checksum.data(), checksum.size());
  return front;
}

}  // namespace efs::data
