#include "data/images/tiff_header.h"

#include <map>

namespace efs::data {
namespace {

/// Tags of TIFF 6.0, section 8, and of DNG.
enum Tag : std::uint32_t {
  kSubfileType = 254,
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kPhotometric = 262,
  kOrientation = 274,
  kTileWidth = 322,
  kTileHeight = 323,
  kSampleFormat = 339,
  kDngVersion = 50706,
};

class Directory {
 public:
  explicit Directory(std::string_view bytes) : bytes_(bytes), little_(bytes.substr(0, 2) == "II") {
    const std::size_t start = number(4, 4);
    const std::size_t count = number(start, 2);
    for (std::size_t i = 0; i < count && start + 2 + 12 * (i + 1) <= bytes.size(); ++i) {
      const std::size_t entry = start + 2 + 12 * i;
      values_.try_emplace(number(entry, 2), first_value(entry));
    }
  }

  /// The first of the tag's values.
  std::uint32_t of(Tag tag, std::uint32_t otherwise) const {
    const auto found = values_.find(tag);
    return found == values_.end() ? otherwise : found->second;
  }

 private:
  std::uint32_t number(std::size_t position, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = position + (little_ ? count - 1 - i : i);
      value = value << 8U | (at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0U);
    }
    return value;
  }

  std::uint32_t first_value(std::size_t entry) const {
    constexpr std::uint32_t kByte = 1, kShort = 3;
    const std::uint32_t type = number(entry + 2, 2);
    const std::size_t size = type == kByte ? 1 : type == kShort ? 2 : 4;
    const bool inside = number(entry + 4, 4) * std::uint64_t{size} <= 4;
    return number(inside ? entry + 8 : number(entry + 8, 4), size);
  }

  std::string_view bytes_;
  bool little_;
  std::map<std::uint32_t, std::uint32_t> values_;
};

bool has_directory(std::string_view bytes) {
  return bytes.size() >= 8 && (bytes.starts_with("II") || bytes.starts_with("MM"));
}

}  // namespace

void read_tiff(std::string_view bytes, ImageHeader& header) {
  if (!has_directory(bytes)) return;
  const Directory directory(bytes);
  header.width = directory.of(kWidth, 0);
  header.height = directory.of(kHeight, 0);
  header.bits = static_cast<int>(directory.of(kBits, 1));
  header.orientation = tiff_orientation(bytes);
  constexpr std::uint32_t kFloat = 3, kReduced = 1, kLogLuminance = 32844, kMostTileSide = 8192;
  if (directory.of(kDngVersion, 0) != 0 || (directory.of(kSubfileType, 0) & kReduced) != 0) {
    header.problem = "a camera's raw file, which is not read; develop it into a JPEG";
  } else if (directory.of(kSampleFormat, 1) >= kFloat ||
             directory.of(kPhotometric, 0) >= kLogLuminance) {
    header.problem = "a TIFF of floating-point numbers, which is not read; save it as 8-bit";
  } else if (directory.of(kTileWidth, 1) > kMostTileSide ||
             directory.of(kTileHeight, 1) > kMostTileSide) {
    header.problem = "a TIFF in tiles of more than 8192 pixels, which is not read";
  }
}

int tiff_orientation(std::string_view bytes) {
  if (!has_directory(bytes)) return 1;
  const std::uint32_t orientation = Directory(bytes).of(kOrientation, 1);
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

}  // namespace efs::data
