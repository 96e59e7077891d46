// Networks that lie far apart from each other, so that few measurements say much of all.
#pragma once

#include <cstddef>
#include <vector>

namespace efs::search {

/// Points by their features (graph/latency_features.h), whose logarithms are brought to mean 0 and
/// standard deviation 1; features that are the same everywhere are left out.
class Spread {
 public:
  /// Error: points of different lengths.
  explicit Spread(const std::vector<std::vector<double>>& points);

  /// Says that something is known of the point.
  void know(std::size_t point);
  /// The one of `among` that is furthest from all known points; of none that is known yet, the one
  /// furthest from the mean. Of equals the first. `among` is not empty.
  std::size_t furthest(const std::vector<std::size_t>& among) const;

 private:
  std::vector<std::vector<double>> points_;
  std::vector<double> distances_;  // squared, to the nearest known one
};

}  // namespace efs::search
