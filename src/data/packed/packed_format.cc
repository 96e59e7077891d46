#include "data/packed/packed_format.h"

#include <algorithm>
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

/// Sizes that follow from the header, in an order in which no step can overflow: each count is
/// first bounded by the file's length.
bool sizes_fit(const PackedHeader& header, std::uint64_t file_size) {
  if (header.fit > static_cast<std::uint32_t>(detect::Fit::kLetterbox)) return false;
  if (std::min(header.input_width, header.input_height) < 1) return false;
  if (std::max(header.input_width, header.input_height) > header.train_side) return false;
  if (header.train_side > kLargestInput) return false;
  const std::uint64_t most_records = file_size / sizeof(PackedRecord);
  if (header.train_count > most_records || header.validation_count > most_records) return false;
  const std::uint64_t count = header.train_count + header.validation_count;
  if (count > most_records || header.ids_size > file_size) return false;
  if (header.box_count > file_size / sizeof(detect::Box)) return false;
  const std::uint64_t index_end = sizeof(PackedHeader) + count * sizeof(PackedRecord) +
                                  header.box_count * sizeof(detect::Box) + header.ids_size;
  return header.pixels_offset <= file_size && index_end <= header.pixels_offset;
}

/// The pixels of a record have the size that its part of the file is kept at.
bool has_its_size(const PackedView& view, const PackedRecord& record, bool trains) {
  const PackedHeader& header = view.header;
  if (trains && view.fit() == detect::Fit::kLetterbox) {
    return std::min(record.width, record.height) >= 1 &&
           std::max(record.width, record.height) <= header.train_side;
  }
  const ImageSize wanted =
      trains ? train_size(view.input(), static_cast<int>(header.train_side)) : view.input();
  return record.width == static_cast<std::uint32_t>(wanted.width) &&
         record.height == static_cast<std::uint32_t>(wanted.height);
}

/// Walks the records, each of which begins where the one before ends.
class RecordCheck {
 public:
  explicit RecordCheck(const PackedView& view) : view_(view) {}

  bool accepts(const PackedRecord& record, bool trains) {
    if (record.image_width < 1 || record.image_height < 1) return false;
    if (!has_its_size(view_, record, trains)) return false;
    const std::uint64_t boxes = std::uint64_t{record.face_count} + record.ignored_count;
    const std::uint64_t bytes = std::uint64_t{record.width} * record.height * 3;
    return take(boxes_, record.boxes_begin, boxes, view_.header.box_count) &&
           take(ids_, record.id_begin, record.id_size, view_.header.ids_size) &&
           take(pixels_, record.pixels_begin, bytes, view_.pixels.size()) && are_finite(record);
  }

  bool is_complete() const {
    return boxes_ == view_.header.box_count && ids_ == view_.header.ids_size &&
           pixels_ == view_.pixels.size();
  }

 private:
  static bool take(std::uint64_t& taken, std::uint64_t begin, std::uint64_t count,
                   std::uint64_t whole) {
    if (begin != taken || count > whole - taken) return false;
    taken += count;
    return true;
  }

  bool are_finite(const PackedRecord& record) const {
    const auto is_finite = [](const detect::Box& box) {
      return std::isfinite(box.xmin) && std::isfinite(box.ymin) && std::isfinite(box.xmax) &&
             std::isfinite(box.ymax);
    };
    return std::ranges::all_of(view_.faces_of(record), is_finite) &&
           std::ranges::all_of(view_.ignored_of(record), is_finite);
  }

  const PackedView& view_;
  std::uint64_t boxes_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t pixels_ = 0;
};

std::vector<detect::Box> boxes_at(std::span<const std::byte> table, std::uint64_t begin,
                                  std::uint64_t count) {
  std::vector<detect::Box> boxes(count);
  if (count > 0) {
    const auto bytes = table.subspan(begin * sizeof(detect::Box), count * sizeof(detect::Box));
    std::memcpy(boxes.data(), bytes.data(), bytes.size());
  }
  return boxes;
}

PackedHeader checked_header(std::span<const std::byte> bytes, const std::string& file_name) {
  if (bytes.size() < sizeof(PackedHeader)) {
    fail("{} is not a whole packed file ({} bytes); {}", file_name, bytes.size(), kCure);
  }
  PackedHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
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
  return header;
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

ImageSize train_size(const ImageSize& input, int train_side) {
  return detect::place(input, {train_side, train_side}, detect::Fit::kLetterbox).drawn;
}

PackedRecord PackedView::record(std::size_t index) const {
  PackedRecord result;
  std::memcpy(&result, records.data() + index * sizeof result, sizeof result);
  return result;
}

std::vector<detect::Box> PackedView::faces_of(const PackedRecord& record) const {
  return boxes_at(boxes, record.boxes_begin, record.face_count);
}

std::vector<detect::Box> PackedView::ignored_of(const PackedRecord& record) const {
  return boxes_at(boxes, record.boxes_begin + record.face_count, record.ignored_count);
}

std::string PackedView::image_id(const PackedRecord& record) const {
  return {reinterpret_cast<const char*>(ids.data()) + record.id_begin, record.id_size};
}

std::span<const std::uint8_t> PackedView::pixels_of(const PackedRecord& record) const {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(pixels.data());
  return {begin + record.pixels_begin, std::size_t{record.width} * record.height * 3};
}

PackedView parse_packed(std::span<const std::byte> bytes, const std::string& file_name) {
  PackedView view;
  view.header = checked_header(bytes, file_name);
  std::span<const std::byte> rest = bytes.subspan(sizeof(PackedHeader));
  const auto take = [&rest](std::size_t size) {
    const auto part = rest.first(size);
    rest = rest.subspan(size);
    return part;
  };
  view.records = take(view.size() * sizeof(PackedRecord));
  view.boxes = take(view.header.box_count * sizeof(detect::Box));
  view.ids = take(view.header.ids_size);
  view.pixels = bytes.subspan(view.header.pixels_offset);
  RecordCheck check(view);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (check.accepts(view.record(i), i < view.header.train_count)) continue;
    fail("{} is damaged: entry {} of its index is not valid; {}", file_name, i, kCure);
  }
  if (!check.is_complete()) {
    fail("{} is damaged: it holds more than its index names; {}", file_name, kCure);
  }
  return view;
}

}  // namespace efs::data
