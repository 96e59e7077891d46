#include "data/packed/packed_format.h"

#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/text/parse_number.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

constexpr const char* kCure =
    "delete it and run the command again: it is packed again from the photographs";

std::uint64_t bytes_per_image(std::uint32_t side) { return std::uint64_t{side} * side * 3; }

/// Sizes that follow from the header, in an order in which no step can overflow: each count is
/// first bounded by the file's length.
bool sizes_fit(const PackedHeader& header, std::uint64_t file_size) {
  if (header.input < 1 || header.input > header.train_side) return false;
  if (header.train_side > kLargestInput) return false;
  const std::uint64_t most = file_size / sizeof(PackedRecord);
  if (header.train_count > most || header.validation_count > most) return false;
  const std::uint64_t count = header.train_count + header.validation_count;
  if (count > most || header.ids_size > file_size) return false;
  const std::uint64_t index_end =
      sizeof(PackedHeader) + count * sizeof(PackedRecord) + header.ids_size;
  if (header.pixels_offset > file_size || index_end > header.pixels_offset) return false;
  const std::uint64_t pixels = file_size - header.pixels_offset;
  const std::uint64_t train_image = bytes_per_image(header.train_side);
  if (header.train_count > pixels / train_image) return false;
  const std::uint64_t rest = pixels - header.train_count * train_image;
  const std::uint64_t validation_image = bytes_per_image(header.input);
  return rest / validation_image == header.validation_count && rest % validation_image == 0;
}

bool record_is_sound(const PackedRecord& record, std::uint64_t ids_size) {
  const detect::Box& box = record.box;
  for (const double value : {box.xmin, box.ymin, box.xmax, box.ymax}) {
    if (!std::isfinite(value)) return false;
  }
  return record.image_width > 0 && record.image_height > 0 && record.id_offset <= ids_size &&
         record.id_size <= ids_size - record.id_offset;
}

}  // namespace

std::array<std::byte, 32> packed_checksum(std::span<const std::byte> before_pixels) {
  constexpr std::size_t kField = offsetof(PackedHeader, checksum);
  constexpr std::array<std::byte, 32> kZeros{};
  Sha256 digest;
  digest.add(before_pixels.first(kField));
  digest.add(kZeros);
  digest.add(before_pixels.subspan(kField + kZeros.size()));
  const std::string hex = digest.hex();
  std::array<std::byte, 32> checksum{};
  for (std::size_t i = 0; i < checksum.size(); ++i) {
    checksum[i] = std::byte{parse_number<unsigned char>(hex.substr(2 * i, 2), 16).value()};
  }
  return checksum;
}

PackedRecord PackedView::record(std::size_t index) const {
  PackedRecord result;
  std::memcpy(&result, records.data() + index * sizeof result, sizeof result);
  return result;
}

std::string PackedView::image_id(const PackedRecord& record) const {
  return {reinterpret_cast<const char*>(ids.data()) + record.id_offset, record.id_size};
}

int PackedView::side_of(std::size_t index) const {
  return static_cast<int>(index < header.train_count ? header.train_side : header.input);
}

std::span<const std::uint8_t> PackedView::pixels_of(std::size_t index) const {
  const std::uint64_t train_image = bytes_per_image(header.train_side);
  const std::uint64_t validation_image = bytes_per_image(header.input);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(pixels.data());
  if (index < header.train_count) return {begin + index * train_image, train_image};
  const std::uint64_t behind = (index - header.train_count) * validation_image;
  return {begin + header.train_count * train_image + behind, validation_image};
}

PackedView parse_packed(std::span<const std::byte> bytes, const std::string& file_name) {
  if (bytes.size() < sizeof(PackedHeader)) {
    fail("{} is not a whole packed file ({} bytes); {}", file_name, bytes.size(), kCure);
  }
  PackedView view;
  std::memcpy(&view.header, bytes.data(), sizeof view.header);
  const PackedHeader& header = view.header;
  if (header.magic != kPackedMagic) {
    fail("{} is not a packed data set (its first bytes differ); {}", file_name, kCure);
  }
  if (header.version != kPackedVersion) {
    fail("{} is a packed data set of version {}, this program reads version {}; {}", file_name,
         header.version, kPackedVersion, kCure);
  }
  if (header.file_size != bytes.size()) {
    fail("{} is truncated or extended: {} bytes, its header says {}; {}", file_name, bytes.size(),
         header.file_size, kCure);
  }
  if (!sizes_fit(header, bytes.size())) {
    fail("{} is damaged: the sizes in its header contradict each other; {}", file_name, kCure);
  }
  if (packed_checksum(bytes.first(header.pixels_offset)) != header.checksum) {
    fail("{} is damaged: the checksum of its header and index differs; {}", file_name, kCure);
  }
  const std::size_t records_size = view.size() * sizeof(PackedRecord);
  view.records = bytes.subspan(sizeof(PackedHeader), records_size);
  view.ids = bytes.subspan(sizeof(PackedHeader) + records_size, header.ids_size);
  view.pixels = bytes.subspan(header.pixels_offset);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (record_is_sound(view.record(i), header.ids_size)) continue;
    fail("{} is damaged: entry {} of its index is not valid; {}", file_name, i, kCure);
  }
  return view;
}

}  // namespace efs::data
