#include "train/weights/element_type.h"

#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace efs::train {
namespace {

static_assert(std::endian::native == std::endian::little,
              "weight files are little-endian and are read in place");

template <typename T>
float widen(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return static_cast<float>(value);
}

constexpr ElementType kTypes[] = {
    {"F64", "torch.DoubleStorage", 8, &widen<double>},
    {"F32", "torch.FloatStorage", 4, &widen<float>},
    {"F16", "torch.HalfStorage", 2, &widen<c10::Half>},
    {"BF16", "torch.BFloat16Storage", 2, &widen<c10::BFloat16>},
    {"I64", "torch.LongStorage", 8, &widen<std::int64_t>},
};

}  // namespace

const ElementType* find_element_type(std::string_view ElementType::*column, std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const ElementType& row) { return row.*column == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

}  // namespace efs::train
