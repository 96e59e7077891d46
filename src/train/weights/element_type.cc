#include "train/weights/element_type.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace efs::train {
namespace {

static_assert(std::endian::native == std::endian::little,
              "weight files are little-endian and are read in place");

template <typename T>
T load(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

/// IEEE 754 binary16.
float widen_half(std::uint16_t bits) {
  const float sign = (bits & 0x8000U) ? -1.0F : 1.0F;
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  if (exponent == 31) return fraction ? std::nanf("") : sign * INFINITY;
  return sign * std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
}

}  // namespace

std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::kFloat64:
    case ElementType::kInt64:
      return 8;
    case ElementType::kFloat32:
      return 4;
    case ElementType::kFloat16:
    case ElementType::kBfloat16:
      return 2;
    case ElementType::kOther:
      break;
  }
  return 0;
}

float widen(ElementType type, const std::byte* bytes) {
  switch (type) {
    case ElementType::kFloat64:
      return static_cast<float>(load<double>(bytes));
    case ElementType::kFloat32:
      return load<float>(bytes);
    case ElementType::kFloat16:
      return widen_half(load<std::uint16_t>(bytes));
    case ElementType::kBfloat16:
      return std::bit_cast<float>(static_cast<std::uint32_t>(load<std::uint16_t>(bytes)) << 16);
    case ElementType::kInt64:
      return static_cast<float>(load<std::int64_t>(bytes));
    case ElementType::kOther:
      break;
  }
  return 0.0F;
}

}  // namespace efs::train
