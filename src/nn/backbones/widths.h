// Width multipliers: thinner and wider siblings of an architecture.
#pragma once

#include <string>
#include <vector>

namespace efs::nn {

/// Which multipliers of its channels an architecture takes; by default only 1.
struct Widths {
  double smallest = 1.0;
  double largest = 1.0;
  std::vector<double> listed = {};  // if not empty, only these, two or more

  bool contain(double width) const;
  /// "0.1..4", "0.5, 1, 1.5 or 2" or "1", for messages.
  std::string to_string() const;
};

/// Any multiplier for which the networks still make sense.
inline const Widths kContinuousWidths{.smallest = 0.1, .largest = 4.0};

}  // namespace efs::nn
