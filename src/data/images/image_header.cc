#include "data/images/image_header.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "data/images/byte_order.h"
#include "data/images/heif_decoder.h"
#include "data/images/tiff_header.h"

namespace efs::data {
namespace {

using namespace std::string_view_literals;

/// The segments up to the pixels: the frame (ITU-T T.81, B.2.2) and Exif's orientation.
void read_jpeg(std::string_view bytes, ImageHeader& header) {
  std::size_t position = 2;
  while (position + 3 < bytes.size()) {
    if (byte_at(bytes, position) != 0xff || byte_at(bytes, position + 1) == 0xff) {
      ++position;
      continue;
    }
    const std::uint32_t marker = byte_at(bytes, position + 1);
    const std::size_t length = big_endian(bytes, position + 2, 2);
    const std::string_view segment = bytes.substr(position + 4, length < 2 ? 0 : length - 2);
    constexpr auto kExif = "Exif\0\0"sv;
    if (marker == 0xe1 && segment.starts_with(kExif)) {
      header.orientation = tiff_orientation(segment.substr(kExif.size()));
    }
    const bool is_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) {
      header.bits = static_cast<int>(byte_at(segment, 0));
      header.height = big_endian(segment, 1, 2);
      header.width = big_endian(segment, 3, 2);
    }
    if (marker == 0xda) return;  // the pixels
    position += 2 + length;
  }
}

void read_png(std::string_view bytes, ImageHeader& header) {
  header.width = big_endian(bytes, 16, 4);
  header.height = big_endian(bytes, 20, 4);
  header.bits = static_cast<int>(byte_at(bytes, 24));
  for (std::size_t position = 8; position + 12 <= bytes.size();) {
    const std::size_t length = big_endian(bytes, position, 4);
    if (bytes.substr(position + 4, 4) == "eXIf") {
      header.orientation = tiff_orientation(bytes.substr(position + 8, length));
    }
    position += length + 12;
  }
}

void read_bmp(std::string_view bytes, ImageHeader& header) {
  constexpr std::uint32_t kOldHeader = 12;  // OS/2's, with 16-bit sides
  const bool is_old = little_endian(bytes, 14, 4) == kOldHeader;
  const auto side = [&](std::size_t position) -> std::int64_t {
    return static_cast<std::int32_t>(little_endian(bytes, position, 4));
  };
  header.width = is_old ? little_endian(bytes, 18, 2) : side(18);
  header.height = is_old ? little_endian(bytes, 20, 2) : std::abs(side(22));  // < 0: from above
}

void read_webp(std::string_view bytes, ImageHeader& header) {
  const std::string_view kind = bytes.substr(12, 4);
  if (kind == "VP8 ") {
    header.width = little_endian(bytes, 26, 2) & 0x3fffU;
    header.height = little_endian(bytes, 28, 2) & 0x3fffU;
  } else if (kind == "VP8L") {
    const std::uint32_t sides = little_endian(bytes, 21, 4);
    header.width = (sides & 0x3fffU) + 1;
    header.height = (sides >> 14U & 0x3fffU) + 1;
  } else {
    header.width = little_endian(bytes, 24, 3) + 1;
    header.height = little_endian(bytes, 27, 3) + 1;
    if ((byte_at(bytes, 20) & 0x02U) != 0) {
      header.problem = "an animated WebP, which is not read; save one of its pictures";
    }
  }
  for (std::size_t position = 12; position + 8 <= bytes.size();) {
    const std::size_t length = little_endian(bytes, position + 4, 4);
    if (bytes.substr(position, 4) == "EXIF") {
      std::string_view exif = bytes.substr(position + 8, length);
      constexpr auto kExif = "Exif\0\0"sv;
      if (exif.starts_with(kExif)) exif.remove_prefix(kExif.size());
      header.orientation = tiff_orientation(exif);
    }
    position += 8 + length + length % 2;
  }
}

bool is_white_space(char letter) { return " \t\r\n\v\f"sv.find(letter) != std::string_view::npos; }

/// The next number of a PNM header; a '#' begins a comment. Nothing at its end.
std::optional<std::int64_t> next_number(std::string_view& rest) {
  while (!rest.empty()) {
    if (rest.front() == '#') {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    } else if (!is_white_space(rest.front())) {
      break;
    } else {
      rest.remove_prefix(1);
    }
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

void read_pnm(std::string_view bytes, ImageHeader& header) {
  std::string_view rest = bytes.substr(2);
  // Otherwise OpenCV gives the file to GDAL, which prints.
  if (rest.empty() || !is_white_space(rest.front())) {
    header.problem = kUndecodable;
    return;
  }
  header.width = next_number(rest).value_or(0);
  header.height = next_number(rest).value_or(0);
  if (bytes[1] == '1' || bytes[1] == '4') return;  // black and white
  const std::int64_t white = next_number(rest).value_or(0);
  header.bits = white > 255 ? 16 : 8;
  if (white != 255 && white != 65535) {
    header.problem = fmt::format(
        "a PNM file in which white is {}; 255 and 65535 are read, so convert it (convert FILE "
        "FILE.png)",
        white);
  }
}

struct FormatRow {
  ImageFormat format;
  std::size_t offset;
  std::string_view magic;
  void (*read)(std::string_view bytes, ImageHeader& header);  // null: not read
  const char* problem;                                        // where it is not read
};

constexpr const char* kJpegXl =
    "a JPEG XL image, which is not read; convert it (djxl FILE FILE.png)";
constexpr const char* kJpeg2000 =
    "a JPEG 2000 image, which is not read; convert it (opj_decompress -i FILE -o FILE.png)";
constexpr const char* kBigTiff = "a BigTIFF, which is not read; save it as an 8-bit JPEG or PNG";
constexpr const char* kHdr =
    "an image of light intensities, which is not read; save it as an 8-bit JPEG or PNG";
constexpr const char* kVideo = "a video; save pictures of it (ffmpeg -i FILE %05d.jpg)";
constexpr const char* kRaw = "a camera's raw file, which is not read; develop it into a JPEG";
constexpr const char* kText = "text (XML, HTML or SVG) and no photograph";

constexpr auto kFormats = std::to_array<FormatRow>({
    {ImageFormat::kJpeg, 0, "\xff\xd8\xff", read_jpeg, ""},
    {ImageFormat::kPng, 0, "\x89PNG\r\n\x1a\n", read_png, ""},
    {ImageFormat::kBmp, 0, "BM", read_bmp, ""},
    {ImageFormat::kWebp, 8, "WEBPVP8", read_webp, ""},
    {ImageFormat::kOther, 8, "CR\x02", nullptr, kRaw},
    {ImageFormat::kTiff, 0, "II*\0"sv, read_tiff, ""},
    {ImageFormat::kTiff, 0, "MM\0*"sv, read_tiff, ""},
    {ImageFormat::kPnm, 0, "P1", read_pnm, ""},
    {ImageFormat::kPnm, 0, "P2", read_pnm, ""},
    {ImageFormat::kPnm, 0, "P3", read_pnm, ""},
    {ImageFormat::kPnm, 0, "P4", read_pnm, ""},
    {ImageFormat::kPnm, 0, "P5", read_pnm, ""},
    {ImageFormat::kPnm, 0, "P6", read_pnm, ""},
    {ImageFormat::kOther, 0, "II+\0"sv, nullptr, kBigTiff},
    {ImageFormat::kOther, 0, "MM\0+"sv, nullptr, kBigTiff},
    // Brands of AVIF, HEIC and of what else may be in their container, which read_heif() names.
    {ImageFormat::kHeif, 4, "ftypavi", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypavc", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftyphei", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftyphev", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypj2k", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypjpe", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypmia", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypmif", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypmsf", read_heif, ""},
    {ImageFormat::kHeif, 4, "ftypvvi", read_heif, ""},
    {ImageFormat::kOther, 4, "ftypcrx", nullptr, kRaw},
    {ImageFormat::kOther, 4, "ftyp", nullptr, kVideo},
    {ImageFormat::kOther, 0, "\x1a\x45\xdf\xa3", nullptr, kVideo},
    {ImageFormat::kOther, 8, "AVI ", nullptr, kVideo},
    {ImageFormat::kOther, 0, "GIF8", nullptr,
     "a GIF, which is not read; save its picture (convert FILE[0] FILE.png)"},
    {ImageFormat::kOther, 0, "\xff\x0a", nullptr, kJpegXl},
    {ImageFormat::kOther, 4, "JXL ", nullptr, kJpegXl},
    {ImageFormat::kOther, 4, "jP  ", nullptr, kJpeg2000},
    {ImageFormat::kOther, 0, "\xff\x4f\xff\x51", nullptr, kJpeg2000},
    {ImageFormat::kOther, 0, "8BPS", nullptr, "a Photoshop file; save it as a JPEG or PNG"},
    {ImageFormat::kOther, 0, "FUJIFILMCCD-RAW", nullptr, kRaw},
    {ImageFormat::kOther, 0, "IIRO", nullptr, kRaw},
    {ImageFormat::kOther, 0, "IIU\0"sv, nullptr, kRaw},
    {ImageFormat::kOther, 0, "\x76\x2f\x31\x01", nullptr, kHdr},
    {ImageFormat::kOther, 0, "#?RADIANCE", nullptr, kHdr},
    {ImageFormat::kOther, 0, "PF", nullptr, kHdr},
    {ImageFormat::kOther, 0, "P7", nullptr, "a PAM file, which is not read; convert it to PNG"},
    {ImageFormat::kOther, 0, "%PDF", nullptr, "a PDF; save its picture as a JPEG or PNG"},
    {ImageFormat::kOther, 0, "PK\x03\x04", nullptr, "a ZIP archive; unpack it"},
    {ImageFormat::kOther, 0, "\x1f\x8b", nullptr, "a gzip archive; unpack it"},
    {ImageFormat::kOther, 0, "version https://git-lfs", nullptr,
     "a Git LFS pointer and not the photograph; fetch it with: git lfs pull"},
    {ImageFormat::kOther, 0, "<", nullptr, kText},
    {ImageFormat::kOther, 0, "\xef\xbb\xbf<", nullptr, kText},
});

/// What no decoder should be asked for.
std::string problem_of(const ImageHeader& header, std::size_t size_bytes) {
  if (header.width <= 0 || header.height <= 0) {
    return "its header states no width and height, or is cut off";
  }
  // As a number that two sides of 32 bits cannot overflow.
  const double millions =
      static_cast<double>(header.width) * static_cast<double>(header.height) * 1e-6;
  if (header.width > kMostPixels / header.height) {
    return fmt::format(
        "{} x {} pixels ({:.0f} million), more than the {:.0f} million that are "
        "read; make it smaller",
        header.width, header.height, millions, static_cast<double>(kMostPixels) * 1e-6);
  }
  const std::int64_t pixels = header.width * header.height;
  constexpr std::int64_t kLarge = 16'000'000;
  constexpr std::int64_t kMostPixelsPerByte = 2000;
  if (pixels > kLarge && static_cast<std::int64_t>(size_bytes) * kMostPixelsPerByte < pixels) {
    return fmt::format("its header promises {:.0f} million pixels, in {} bytes", millions,
                       size_bytes);
  }
  const bool known_bits = header.bits == 1 || header.bits == 2 || header.bits == 4 ||
                          header.bits == 8 || header.bits == 16;
  if (!known_bits) {
    return fmt::format("{} bits a channel; 8 and 16 are read, so save it as 8-bit", header.bits);
  }
  return {};
}

}  // namespace

ImageHeader read_image_header(std::string_view bytes) {
  ImageHeader header;
  for (const FormatRow& row : kFormats) {
    if (bytes.size() < row.offset || !bytes.substr(row.offset).starts_with(row.magic)) continue;
    header.format = row.format;
    if (row.read == nullptr) {
      header.problem = row.problem;
      return header;
    }
    row.read(bytes, header);
    if (header.problem.empty()) header.problem = problem_of(header, bytes.size());
    return header;
  }
  const bool all_zero = bytes.find_first_not_of('\0') == std::string_view::npos;
  header.problem = all_zero ? "only zero bytes" : kUndecodable;
  return header;
}

}  // namespace efs::data
