// The number formats that weight files store, widened to float32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace efs::train {

enum class ElementType { kFloat64, kFloat32, kFloat16, kBfloat16, kInt64, kOther };

/// Bytes of one element; kOther has none (0).
std::size_t element_size(ElementType type);

/// The element that starts at `bytes` (little-endian); 64-bit values are rounded.
float widen(ElementType type, const std::byte* bytes);

}  // namespace efs::train
