#include "graph/half.h"

#include <cmath>

namespace efs::graph {

std::uint16_t to_half(float value) {
  constexpr double kSmallestNormal = 0x1p-14;
  constexpr double kFirstTooLarge = 65520.0;  // half way between the largest and what would follow
  constexpr std::uint16_t kInfinity = 0x7C00;
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (std::isnan(value)) return sign | kInfinity | 0x0200;
  const double size = std::fabs(static_cast<double>(value));
  if (size >= kFirstTooLarge) return sign | kInfinity;
  // Subnormal ones count units of 2^-24, and the first that is not one follows them.
  if (size < kSmallestNormal) {
    return sign | static_cast<std::uint16_t>(std::nearbyint(std::ldexp(size, 24)));
  }
  int exponent = 0;
  const double fraction = std::frexp(size, &exponent);  // in [0.5, 1)
  // 11 bits of it, the first of which is not stored; a fraction that rounds up to 1 carries on into
  // the exponent.
  const auto bits = static_cast<int>(std::nearbyint(std::ldexp(fraction, 11)));
  return sign | static_cast<std::uint16_t>(((exponent + 13) << 10) + bits);
}

}  // namespace efs::graph
