// The bytes of a packed file. This is a persistent format on disk: any change of the layout needs
// a new kPackedVersion (files of another version are refused and packed again).
//
//   offset 0       PackedHeader, 256 bytes
//   256            records: train_count, then validation_count PackedRecords
//   ...            box_count boxes, four doubles each: for each record its faces, then its regions
//                  to ignore
//   ...            the image ids, one behind the other, not terminated
//   pixels_offset  per record, in the same order: height * width * 3 bytes, RGB
//
// What belongs to a record begins where that of the record before ends, and nothing is left over:
// boxes, ids and pixels. Numbers are little endian. The checksum is the SHA-256 of everything before
// the pixels with the field itself as zeros; the pixels are covered by the file's length.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/text/image_size.h"
#include "detect/box.h"
#include "detect/placement.h"

namespace efs::data {

static_assert(std::endian::native == std::endian::little, "packed files are little endian");

inline constexpr std::array<char, 8> kPackedMagic = {'E', 'F', 'S', 'P', 'A', 'C', 'K', '\n'};
inline constexpr std::uint32_t kPackedVersion = 3;
/// The pixels start at a multiple of this, a page of the mapping.
inline constexpr std::uint64_t kPixelAlignment = 4096;

struct PackedHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t fit;  // detect::Fit: 0 stretch, 1 letterbox
  std::uint32_t input_width;
  std::uint32_t input_height;
  std::uint64_t train_count;
  std::uint64_t validation_count;
  std::uint64_t box_count;
  std::uint64_t ids_size;
  std::uint64_t pixels_offset;
  std::uint64_t file_size;
  std::array<char, 64> dataset_digest;  // hexadecimal
  std::array<std::byte, 32> checksum;
  std::uint32_t train_side;            // at least the longer side of the input
  std::uint32_t is_single;             // 1: each image has exactly one face by the rule for faces
  std::array<std::byte, 80> reserved;  // zeros
};
static_assert(sizeof(PackedHeader) == 256);

struct PackedRecord {
  std::int32_t image_width;  // of the image as stored, or of the part of it that is shown
  std::int32_t image_height;
  /// Of the pixels. Validation: the input. Training: stretched to train_size(), or letterboxed: the
  /// longer side is at most train_side.
  std::uint32_t width;
  std::uint32_t height;
  std::uint64_t pixels_begin;  // bytes from the start of the pixels
  std::uint64_t boxes_begin;   // boxes from the start of the table
  std::uint32_t face_count;
  std::uint32_t ignored_count;
  std::uint64_t id_begin;  // bytes from the start of the ids
  std::uint64_t id_size;
};
static_assert(sizeof(PackedRecord) == 56);
static_assert(sizeof(detect::Box) == 32);

/// The checksum of what lies before the pixels (header included).
std::array<std::byte, 32> packed_checksum(std::span<const std::byte> before_pixels);

/// Size at which stretched training images are kept: that of the input with `train_side` as its
/// longer side.
ImageSize train_size(const ImageSize& input, int train_side);

/// A packed file whose every size has been checked against its length; views into its bytes.
struct PackedView {
  PackedHeader header;
  std::span<const std::byte> records;  // not aligned: copy a PackedRecord out
  std::span<const std::byte> boxes;    // the same
  std::span<const std::byte> ids;
  std::span<const std::byte> pixels;

  std::size_t size() const { return header.train_count + header.validation_count; }
  ImageSize input() const {
    return {static_cast<int>(header.input_width), static_cast<int>(header.input_height)};
  }
  detect::Fit fit() const { return static_cast<detect::Fit>(header.fit); }
  PackedRecord record(std::size_t index) const;
  std::vector<detect::Box> faces_of(const PackedRecord& record) const;
  std::vector<detect::Box> ignored_of(const PackedRecord& record) const;
  std::string image_id(const PackedRecord& record) const;
  std::span<const std::uint8_t> pixels_of(const PackedRecord& record) const;
};

/// Error names the file, what is wrong (not a packed file, another version, truncated, damaged)
/// and how to build it again. Any bytes are accepted.
PackedView parse_packed(std::span<const std::byte> bytes, const std::string& file_name);

}  // namespace efs::data
