// The range of numbers that an option may have: for its check, its message and the page.
#pragma once

#include <limits>
#include <string>

namespace efs {

struct NumberRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_excluded = false;
  bool high_excluded = false;

  /// False for what is not finite.
  bool contains(double value) const;
  /// After "must be": "above 0", "at least 0 and below 1", "from 1 to 1024"; empty: any number.
  std::string words() const;
};

inline constexpr NumberRange kAboveZero{.low = 0.0, .low_excluded = true};
inline constexpr NumberRange kNotNegative{.low = 0.0};
inline constexpr NumberRange kCount{.low = 1, .high = 1e9};
/// A share of which 0 means "off" and 1 would leave nothing.
inline constexpr NumberRange kShareBelowOne{.low = 0.0, .high = 1.0, .high_excluded = true};

}  // namespace efs
