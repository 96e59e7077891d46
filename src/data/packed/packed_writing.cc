#include "data/packed/packed_writing.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/packed/packed_format.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// The options with the special value resolved, checked.
PackOptions resolved(PackOptions options) {
  if (options.train_side == 0) options.train_side = options.input;
  if (options.input < 1 || options.input > kLargestInput) {
    fail_usage("the input is {} pixels; it is 1 to {}", options.input, kLargestInput);
  }
  if (options.train_side < options.input || options.train_side > kLargestInput) {
    fail_usage("training images are kept at {} pixels; it is the input ({}) to {}",
               options.train_side, options.input, kLargestInput);
  }
  return options;
}

/// What is packed, in its order: training (whole images, then crops), validation.
struct PackingList {
  explicit PackingList(const Dataset& dataset) {
    for (const std::size_t i : dataset.train) samples.push_back(&dataset.samples[i]);
    for (const Sample& crop : dataset.crops) samples.push_back(&crop);
    train_count = samples.size();
    for (const std::size_t i : dataset.validation) samples.push_back(&dataset.samples[i]);
  }
  std::span<const Sample* const> train() const { return std::span(samples).first(train_count); }
  std::span<const Sample* const> validation() const {
    return std::span(samples).subspan(train_count);
  }

  std::vector<const Sample*> samples;
  std::size_t train_count = 0;
};

/// Header, records, ids and the padding up to the pixels.
std::vector<std::byte> make_front(const Dataset& dataset, const PackingList& list,
                                  const PackOptions& options) {
  std::string records;
  std::string ids;
  for (const Sample* sample : list.samples) {
    const PackedRecord record{sample->box, sample->image_width, sample->image_height, ids.size(),
                              sample->image_id.size()};
    records.append(reinterpret_cast<const char*>(&record), sizeof record);
    ids += sample->image_id;
  }
  PackedHeader header{};
  header.magic = kPackedMagic;
  header.version = kPackedVersion;
  header.input = static_cast<std::uint32_t>(options.input);
  header.train_side = static_cast<std::uint32_t>(options.train_side);
  header.train_count = list.train().size();
  header.validation_count = list.validation().size();
  header.ids_size = ids.size();
  const std::size_t used = sizeof header + records.size() + ids.size();
  header.pixels_offset = (used + kPixelAlignment - 1) / kPixelAlignment * kPixelAlignment;
  const auto image_bytes = [](std::uint64_t side) { return side * side * 3; };
  header.file_size = header.pixels_offset + header.train_count * image_bytes(header.train_side) +
                     header.validation_count * image_bytes(header.input);
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

PreparedImage prepare_sample(const Sample& sample, int side) {
  PreparedImage image = prepare_image(sample.path, side, sample.region);
  if (image.image_width != sample.image_width || image.image_height != sample.image_height) {
    fail("{} changed while the data set was packed; run the command again", sample.path.string());
  }
  return image;
}

/// Prepares samples on all cores; OpenCV throws the first failure after the others have stopped.
std::vector<PreparedImage> prepare_all(std::span<const Sample* const> samples, int side) {
  std::vector<PreparedImage> images(samples.size());
  cv::parallel_for_(cv::Range(0, static_cast<int>(samples.size())), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      images[index] = prepare_sample(*samples[index], side);
    }
  });
  return images;
}

void write_pixels(AtomicFile& file, std::span<const Sample* const> samples, int side) {
  constexpr std::size_t kChunk = 64;  // images in memory at a time
  for (std::size_t start = 0; start < samples.size(); start += kChunk) {
    const std::size_t count = std::min(kChunk, samples.size() - start);
    for (const PreparedImage& image : prepare_all(samples.subspan(start, count), side)) {
      file.write(image.pixels.data(), image.pixels.size());
    }
  }
}

fs::path file_name(const std::string& digest, const PackOptions& options) {
  const std::string larger =
      options.train_side == options.input ? "" : fmt::format("-{}", options.train_side);
  return fmt::format("{}-{}{}.efspack", digest, options.input, larger);
}

/// Why a file cannot stand for this data set and these sizes; empty if it can.
std::string staleness(const PackedDataset& packed, const std::string& digest,
                      const PackOptions& options) {
  if (packed.dataset_digest() != digest) return "it was packed from other photographs";
  if (packed.input() != options.input || packed.train_side() != options.train_side) {
    return fmt::format("it holds images of side {}, to train {}", packed.input(),
                       packed.train_side());
  }
  return {};
}

}  // namespace

void write_packed(const Dataset& dataset, const PackOptions& options, const fs::path& path) {
  const PackOptions sizes = resolved(options);
  const PackingList list(dataset);
  AtomicFile file(path);
  const std::vector<std::byte> front = make_front(dataset, list, sizes);
  file.write(front.data(), front.size());
  write_pixels(file, list.train(), sizes.train_side);
  write_pixels(file, list.validation(), sizes.input);
  file.commit();
}

std::optional<PackedDataset> find_packed(const std::string& digest, const PackOptions& options,
                                         const fs::path& folder) {
  const PackOptions sizes = resolved(options);
  const fs::path path = folder / file_name(digest, sizes);
  if (!fs::exists(path)) return std::nullopt;
  try {
    PackedDataset packed(path);
    const std::string reason = staleness(packed, digest, sizes);
    if (reason.empty()) return packed;
    spdlog::warn("{}: {}; it has to be packed again", path.string(), reason);
  } catch (const Error& damage) {
    spdlog::warn("it has to be packed again: {}", damage.what());
  }
  return std::nullopt;
}

PackedDataset open_or_pack(const Dataset& dataset, const PackOptions& options,
                           const fs::path& folder) {
  if (auto packed = find_packed(dataset.digest, options, folder)) return std::move(*packed);
  const PackOptions sizes = resolved(options);
  const fs::path path = folder / file_name(dataset.digest, sizes);
  write_packed(dataset, sizes, path);
  return PackedDataset(path);
}

}  // namespace efs::data
