// Reading and writing single elements, in loops that compilers vectorise. Included by variant.cc
// only.
#pragma once

#include "train/kernels/kernels.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {

inline float read(const float& value) { return value; }
inline float read(const Bfloat16& value) {
  const std::uint32_t bits = static_cast<std::uint32_t>(value.bits) << 16U;
  float out = 0.0F;
  __builtin_memcpy(&out, &bits, sizeof out);
  return out;
}

inline void write(float& into, float value) { into = value; }
/// Rounds to nearest, ties to even. A NaN stays one: processors make quiet ones, whose lower bits
/// are far from overflowing.
inline void write(Bfloat16& into, float value) {
  std::uint32_t bits = 0;
  __builtin_memcpy(&bits, &value, sizeof bits);
  bits += 0x7FFFU + ((bits >> 16U) & 1U);
  into.bits = static_cast<std::uint16_t>(bits >> 16U);
}

/// NaN if `a` is NaN, so that the loss shows it.
inline float larger(float a, float b) { return a < b ? b : a; }
inline float smaller(float a, float b) { return a > b ? b : a; }

/// Channels that are summed side by side: their sums stay in registers.
constexpr std::int64_t kLanes = 32;

/// Calls `use(first channel, count)` for blocks of kLanes channels and the rest; the count of full
/// ones is known when compiled.
template <typename Use>
void for_channel_blocks(std::int64_t channels, Use use) {
  struct Full {
    constexpr operator std::int64_t() const { return kLanes; }
  };
  std::int64_t channel = 0;
  for (; channel + kLanes <= channels; channel += kLanes) use(channel, Full{});
  if (channel < channels) use(channel, channels - channel);
}

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
