// The bytes of a packed file. This is a persistent format on disk: any change of the layout needs
// a new kPackedVersion (files of another version are refused and packed again).
//
//   offset 0       PackedHeader, 256 bytes
//   256            records: train_count, then validation_count PackedRecords
//   ...            the image ids, one behind the other, not terminated
//   pixels_offset  per record, in the same order: side * side * 3 bytes, RGB; the side is
//                  train_side in the first train_count records and input in the others
//
// Numbers are little endian. The checksum is the SHA-256 of everything before the pixels with the
// field itself as zeros; the pixels are covered by the file's length.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "detect/box.h"

namespace efs::data {

static_assert(std::endian::native == std::endian::little, "packed files are little endian");

inline constexpr std::array<char, 8> kPackedMagic = {'E', 'F', 'S', 'P', 'A', 'C', 'K', '\n'};
inline constexpr std::uint32_t kPackedVersion = 2;
/// The pixels start at a multiple of this, a page of the mapping.
inline constexpr std::uint64_t kPixelAlignment = 4096;

struct PackedHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t input;
  std::uint64_t train_count;
  std::uint64_t validation_count;
  std::uint64_t ids_size;
  std::uint64_t pixels_offset;
  std::uint64_t file_size;
  std::array<char, 64> dataset_digest;  // hexadecimal
  std::array<std::byte, 32> checksum;
  std::uint32_t train_side;             // at least `input`
  std::array<std::byte, 100> reserved;  // zeros
};
static_assert(sizeof(PackedHeader) == 256);

struct PackedRecord {
  detect::Box box;
  std::int32_t image_width;
  std::int32_t image_height;
  std::uint64_t id_offset;  // from the start of the ids
  std::uint64_t id_size;
};
static_assert(sizeof(PackedRecord) == 56);

/// The checksum of what lies before the pixels (header included).
std::array<std::byte, 32> packed_checksum(std::span<const std::byte> before_pixels);

/// A packed file whose every size has been checked against its length; views into its bytes.
struct PackedView {
  PackedHeader header;
  std::span<const std::byte> records;  // not aligned: copy a PackedRecord out
  std::span<const std::byte> ids;
  std::span<const std::byte> pixels;

  std::size_t size() const { return header.train_count + header.validation_count; }
  PackedRecord record(std::size_t index) const;
  std::string image_id(const PackedRecord& record) const;
  /// Side of the image of a record, pixels.
  int side_of(std::size_t index) const;
  std::span<const std::uint8_t> pixels_of(std::size_t index) const;
};

/// Error names the file, what is wrong (not a packed file, another version, truncated, damaged)
/// and how to build it again. Any bytes are accepted.
PackedView parse_packed(std::span<const std::byte> bytes, const std::string& file_name);

}  // namespace efs::data
