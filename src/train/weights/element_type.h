// The bytes of weight files and the number formats in them, widened to float32.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace efs::train {

using Bytes = std::span<const std::byte>;

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct ElementType {
  std::string_view safetensors_name;  // "F32"
  std::string_view storage_name;      // PyTorch's: "torch.FloatStorage"
  std::size_t size;                   // bytes
  /// The element that starts at `bytes` (little-endian); 64-bit values are rounded.
  float (*widen)(const std::byte* bytes);
};

/// The row with this name in that column; null for a format that cannot be read.
const ElementType* find_element_type(std::string_view ElementType::*column, std::string_view name);

}  // namespace efs::train
