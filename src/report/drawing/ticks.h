// Where an axis puts its numbers.
#pragma once

#include <string>
#include <vector>

namespace efs::report {

/// A value on an axis and what is written there.
struct Tick {
  double value = 0.0;
  std::string label;
};

/// Steps of 1, 2 or 5 times a power of ten (whole numbers only if `integers`), about `wanted` of
/// them, the first at or below `low`, the last at or above `high`. An empty range is widened.
std::vector<Tick> linear_ticks(double low, double high, int wanted, bool integers = false);

/// 1, 2, 5, 10, 20 ... that enclose [low, high]; low > 0.
std::vector<Tick> log_ticks(double low, double high);

}  // namespace efs::report
