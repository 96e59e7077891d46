#include "data/packed/packed_writing.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <opencv2/core/utility.hpp>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/packed/packed_front.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

int longer_side(const ImageSize& size) { return std::max(size.width, size.height); }

/// The options with the special value resolved, checked.
PackOptions resolved(PackOptions options) {
  const int longest = longer_side(options.input);
  if (options.train_side == 0) options.train_side = longest;
  if (std::min(options.input.width, options.input.height) < 1 || longest > kLargestInput) {
    fail_usage("the input is {} pixels; a side is 1 to {}", to_string(options.input),
               kLargestInput);
  }
  if (options.train_side < longest || options.train_side > kLargestInput) {
    fail_usage("training images are kept at {} pixels; it is the input ({}) to {}",
               options.train_side, longest, kLargestInput);
  }
  return options;
}

PreparedImage prepare_sample(const Sample& sample, const PackOptions& options, bool trains) {
  const ImageSize size = stored_size(sample, options, trains);
  // Training images fill their pixels; the aspect ratio that a letterbox keeps is in the size.
  const detect::Fit fit = trains ? detect::Fit::kStretch : options.fit;
  PreparedImage image = prepare_image(sample.path, size, fit, sample.region);
  if (image.image_width != sample.image_width || image.image_height != sample.image_height) {
    fail("{} changed while the data set was packed; run the command again", sample.path.string());
  }
  return image;
}

/// Prepares samples from `begin` on all cores; OpenCV throws the first failure after the others have
/// stopped.
std::vector<PreparedImage> prepare_chunk(const PackingList& list, std::size_t begin,
                                         std::size_t count, const PackOptions& options) {
  std::vector<PreparedImage> images(count);
  cv::parallel_for_(cv::Range(0, static_cast<int>(count)), [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      const std::size_t index = begin + static_cast<std::size_t>(i);
      images[static_cast<std::size_t>(i)] =
          prepare_sample(*list.samples[index], options, index < list.train_count);
    }
  });
  return images;
}

void write_pixels(AtomicFile& file, const PackingList& list, const PackOptions& options) {
  constexpr std::size_t kChunk = 64;  // images in memory at a time
  for (std::size_t begin = 0; begin < list.samples.size(); begin += kChunk) {
    const std::size_t count = std::min(kChunk, list.samples.size() - begin);
    for (const PreparedImage& image : prepare_chunk(list, begin, count, options)) {
      file.write(image.pixels.data(), image.pixels.size());
    }
  }
}

fs::path file_name(const std::string& digest, const PackOptions& options) {
  const auto& [input, fit, train_side] = options;
  std::string name = fmt::format("{}-{}", digest, to_string(input));
  const bool plain = fit == detect::Fit::kStretch && input.width == input.height;
  if (!plain) name += "-" + to_string(fit);
  if (train_side != longer_side(input)) name += fmt::format("-{}", train_side);
  return name + ".efspack";
}

/// Why a file cannot stand for this data set and these sizes; empty if it can.
std::string staleness(const PackedDataset& packed, const std::string& digest,
                      const PackOptions& options) {
  if (packed.dataset_digest() != digest) return "it was packed from other photographs";
  if (packed.input() != options.input || packed.fit() != options.fit ||
      packed.train_side() != options.train_side) {
    return fmt::format("it holds images of {} pixels ({}), to train {}", to_string(packed.input()),
                       to_string(packed.fit()), packed.train_side());
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
  write_pixels(file, list, sizes);
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
