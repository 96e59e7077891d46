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
  const bool begins = std::isfinite(low), ends = std::isfinite(high);
  const std::string begin = fmt::format("{} {:.15g}", low_excluded ? "above" : "at least", low);
  const std::string end = fmt::format("{} {:.15g}", high_excluded ? "below" : "at most", high);
  if (!begins || !ends) return begins ? begin : ends ? end : "";
  if (low_excluded && high_excluded)
    return fmt::format("between {:g} and {:g}, both excluded", low, high);
  if (!low_excluded && !high_excluded) return fmt::format("from {:.15g} to {:.15g}", low, high);
  return begin + " and " + end;
}

}  // namespace efs
