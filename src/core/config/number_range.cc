#include "core/config/number_range.h"

#include <fmt/format.h>

#include <cmath>

namespace efs {

bool NumberRange::contains(double value) const {
  if (!std::isfinite(value)) return false;
  return (low_excluded ? value > low : value >= low) &&
         (high_excluded ? value < high : value <= high);
}

std::string NumberRange::words() const {
  const std::string from = fmt::format("{} {:.15g}", low_excluded ? "above" : "at least", low);
  const std::string to = fmt::format("{} {:.15g}", high_excluded ? "below" : "at most", high);
  if (!std::isfinite(low)) return std::isfinite(high) ? to : "";
  if (!std::isfinite(high)) return from;
  if (low_excluded && high_excluded) {
    return fmt::format("between {:.15g} and {:.15g}, both excluded", low, high);
  }
  const bool closed = !low_excluded && !high_excluded;
  return closed ? fmt::format("from {:.15g} to {:.15g}", low, high) : from + " and " + to;
}

}  // namespace efs
