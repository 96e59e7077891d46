#include "report/drawn_picture.h"

#include <array>
#include <cstdint>

namespace efs::report {
namespace {

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

/// PNG specification, annex D.
std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1U ? 0xedb88320U : 0U);
  }
  return ~crc;
}

/// RFC 1950, section 8.2.
std::uint32_t adler32(const std::string& bytes) {
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const char byte : bytes) {
    low = (low + static_cast<unsigned char>(byte)) % 65521U;
    high = (high + low) % 65521U;
  }
  return high << 16 | low;
}

/// A zlib stream of uncompressed blocks (RFC 1951, section 3.2.4).
std::string stored_zlib(const std::string& bytes) {
  std::string stream = "\x78\x01";
  for (std::size_t at = 0; at < bytes.size(); at += 65535) {
    const std::string block = bytes.substr(at, 65535);
    const auto size = static_cast<std::uint16_t>(block.size());
    const auto inverse = static_cast<std::uint16_t>(~size);
    stream += static_cast<char>(at + 65535 >= bytes.size() ? 1 : 0);
    for (const std::uint16_t number : {size, inverse}) {
      stream += static_cast<char>(number & 0xff);
      stream += static_cast<char>(number >> 8);
    }
    stream += block;
  }
  return stream + big_endian(adler32(bytes));
}

std::string chunk(const std::string& type, const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size())) + type + content +
         big_endian(crc32(type + content));
}

std::array<int, 3> colour(int x, int y, int width, int height) {
  const auto on_frame = [&](int x1, int y1, int x2, int y2) {
    const bool inside = x >= x1 && x < x2 && y >= y1 && y < y2;
    return inside && (x < x1 + 2 || x >= x2 - 2 || y < y1 + 2 || y >= y2 - 2);
  };
  if (on_frame(width / 4, height / 4, width * 3 / 4, height * 3 / 4)) return {0, 200, 90};
  if (on_frame(width / 3, height / 5, width * 4 / 5, height * 2 / 3)) return {240, 120, 0};
  return {60 + 120 * x / width, 90 + 100 * y / height, 150};
}

}  // namespace

std::string drawn_png(int width, int height) {
  std::string pixels;
  for (int y = 0; y < height; ++y) {
    pixels += '\0';  // no filter
    for (int x = 0; x < width; ++x) {
      for (const int value : colour(x, y, width, height)) pixels += static_cast<char>(value);
    }
  }
  const std::string header = big_endian(static_cast<std::uint32_t>(width)) +
                             big_endian(static_cast<std::uint32_t>(height)) +
                             std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", stored_zlib(pixels)) +
         chunk("IEND", "");
}

}  // namespace efs::report
