#include "train/weights/element_type.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
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

template <typename T>
float widen(const std::byte* bytes) {
  return static_cast<float>(load<T>(bytes));
}

/// IEEE 754 binary16.
float widen_half(const std::byte* bytes) {
  const auto bits = load<std::uint16_t>(bytes);
  const float sign = (bits & 0x8000U) ? -1.0F : 1.0F;
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  if (exponent == 31) return fraction ? std::nanf("") : sign * INFINITY;
  return sign * std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
}

/// The upper half of a float32.
float widen_bfloat16(const std::byte* bytes) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(load<std::uint16_t>(bytes)) << 16);
}

constexpr ElementType kTypes[] = {
    {"F64", "torch.DoubleStorage", 8, &widen<double>},
    {"F32", "torch.FloatStorage", 4, &widen<float>},
    {"F16", "torch.HalfStorage", 2, &widen_half},
    {"BF16", "torch.BFloat16Storage", 2, &widen_bfloat16},
    {"I64", "torch.LongStorage", 8, &widen<std::int64_t>},
};

}  // namespace

const ElementType* find_element_type(std::string_view ElementType::*column, std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const ElementType& row) { return row.*column == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

}  // namespace efs::train
