#include "data/packed.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "data/packed_format.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

std::vector<std::size_t> packing_order(const Dataset& dataset) {
  std::vector<std::size_t> order = dataset.train;
  order.insert(order.end(), dataset.validation.begin(), dataset.validation.end());
  return order;
}

/// Header, records, ids and the padding up to the pixels.
std::vector<std::byte> make_front(const Dataset& dataset, std::span<const std::size_t> order,
                                  int input) {
  std::string records;
  std::string ids;
  for (const std::size_t i : order) {
    const Sample& sample = dataset.samples[i];
    const Box& box = sample.box;
    const PackedRecord record{{box.xmin, box.ymin, box.xmax, box.ymax},
                              sample.image_width,
                              sample.image_height,
                              ids.size(),
                              sample.image_id.size()};
    records.append(reinterpret_cast<const char*>(&record), sizeof record);
    ids += sample.image_id;
  }
  PackedHeader header{};
  header.magic = kPackedMagic;
  header.version = kPackedVersion;
  header.input = static_cast<std::uint32_t>(input);
  header.train_count = dataset.train.size();
  header.validation_count = dataset.validation.size();
  header.ids_size = ids.size();
  const std::size_t used = sizeof header + records.size() + ids.size();
  header.pixels_offset = (used + kPixelAlignment - 1) / kPixelAlignment * kPixelAlignment;
  const auto side = static_cast<std::uint64_t>(input);
  header.file_size = header.pixels_offset + order.size() * side * side * 3;
  std::copy_n(dataset.digest.begin(), std::min(dataset.digest.size(), header.dataset_digest.size()),
              header.dataset_digest.begin());

  std::vector<std::byte> front(header.pixels_offset);
  std::memcpy(front.data(), &header, sizeof header);
  std::memcpy(front.data() + sizeof header, records.data(), records.size());
  std::memcpy(front.data() + sizeof header + records.size(), ids.data(), ids.size());
  const auto checksum = packed_checksum(front);
  std::memcpy(front.data() + offsetof(PackedHeader, checksum), checksum.data(), checksum.size());
  return front;
}

PreparedImage prepare_sample(const Sample& sample, int input) {
  PreparedImage image = prepare_image(sample.path, input);
  if (image.image_width != sample.image_width || image.image_height != sample.image_height) {
    fail("{} changed while the data set was packed; run the command again", sample.path.string());
  }
  return image;
}

/// Prepares samples on all cores. The first failure is thrown after the others have stopped.
std::vector<PreparedImage> prepare_all(const Dataset& dataset, std::span<const std::size_t> chosen,
                                       int input) {
  std::vector<PreparedImage> images(chosen.size());
  std::exception_ptr failure;
  std::mutex mutex;
  cv::parallel_for_(cv::Range(0, static_cast<int>(chosen.size())), [&](const cv::Range& range) {
    try {
      for (int i = range.start; i < range.end; ++i) {
        const auto index = static_cast<std::size_t>(i);
        images[index] = prepare_sample(dataset.samples[chosen[index]], input);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
  return images;
}

/// Why a file cannot stand for this data set and input size; empty if it can.
std::string staleness(const PackedDataset& packed, const Dataset& dataset, int input) {
  if (packed.dataset_digest() != dataset.digest) return "it was packed from other photographs";
  if (packed.input() != input) return fmt::format("it holds images of side {}", packed.input());
  return {};
}

}  // namespace

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

std::string PackedDataset::dataset_digest() const {
  const auto& digest = state_->view.header.dataset_digest;
  return {digest.begin(), std::find(digest.begin(), digest.end(), '\0')};
}

std::size_t PackedDataset::size(Part part) const {
  const PackedHeader& header = state_->view.header;
  return part == Part::kTrain ? header.train_count : header.validation_count;
}

PackedSample PackedDataset::sample(Part part, std::size_t index) const {
  if (index >= size(part)) {
    fail("sample {} of a packed part with {} samples does not exist", index, size(part));
  }
  const std::size_t position = part == Part::kTrain ? index : size(Part::kTrain) + index;
  const PackedView& view = state_->view;
  const PackedRecord record = view.record(position);
  return {.pixels = view.pixels_of(position),
          .box = {record.box[0], record.box[1], record.box[2], record.box[3]},
          .image_width = record.image_width,
          .image_height = record.image_height,
          .image_id = view.image_id(record)};
}

void write_packed(const Dataset& dataset, int input, const fs::path& path) {
  if (input < 1 || input > kLargestInput) {
    fail_usage("the input is {} pixels; it is 1 to {}", input, kLargestInput);
  }
  constexpr std::size_t kChunk = 64;  // images in memory at a time
  const std::vector<std::size_t> order = packing_order(dataset);
  AtomicFile file(path);
  const std::vector<std::byte> front = make_front(dataset, order, input);
  file.write(front.data(), front.size());
  for (std::size_t start = 0; start < order.size(); start += kChunk) {
    const std::size_t count = std::min(kChunk, order.size() - start);
    for (const PreparedImage& image :
         prepare_all(dataset, std::span(order).subspan(start, count), input)) {
      file.write(image.pixels.data(), image.pixels.size());
    }
  }
  file.commit();
}

PackedDataset open_or_pack(const Dataset& dataset, int input, const fs::path& folder) {
  const fs::path path = folder / fmt::format("{}-{}.efspack", dataset.digest, input);
  if (fs::exists(path)) {
    try {
      PackedDataset packed(path);
      const std::string reason = staleness(packed, dataset, input);
      if (reason.empty()) return packed;
      spdlog::warn("{}: {}; packing again", path.string(), reason);
    } catch (const Error& damage) {
      spdlog::warn("packing again: {}", damage.what());
    }
  }
  write_packed(dataset, input, path);
  return PackedDataset(path);
}

}  // namespace efs::data
