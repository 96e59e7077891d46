#include "core/numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace efs {

std::string short_count(std::int64_t count) {
  const double value = static_cast<double>(count);
  const double size = std::abs(value);
  if (size >= 1e9) return fmt::format("{:.3g} G", value / 1e9);
  if (size >= 1e6) return fmt::format("{:.3g} M", value / 1e6);
  if (size >= 1e4) return fmt::format("{:.3g} k", value / 1e3);
  return fmt::format("{}", count);
}

}  // namespace efs
