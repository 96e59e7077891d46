// Numbers in the bytes of a file, which may end before them. Inside data/ only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace efs::data {

/// 0 behind the end.
inline std::uint32_t byte_at(std::string_view bytes, std::size_t position) {
  return position < bytes.size() ? static_cast<unsigned char>(bytes[position]) : 0U;
}

/// Of `count` bytes, the most significant one first.
inline std::uint32_t big_endian(std::string_view bytes, std::size_t position, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) {
    value = value << 8U | byte_at(bytes, position + static_cast<std::size_t>(i));
  }
  return value;
}

/// Of `count` bytes, the most significant one last.
inline std::uint32_t little_endian(std::string_view bytes, std::size_t position, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) {
    value = value << 8U | byte_at(bytes, position + static_cast<std::size_t>(i));
  }
  return value;
}

}  // namespace efs::data
