// Sobol's low-discrepancy sequence.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace efs::search {

/// 2^32 points in [0, 1)^d. Direction numbers of Joe and Kuo (2008, new-joe-kuo-6); the
/// first point is the origin, as in their paper. With a seed, every axis is shifted digitally (its
/// bits are flipped by a random word), which keeps the discrepancy.
class Sobol {
 public:
  /// UsageError: more than kMostAxes.
  explicit Sobol(std::size_t axes);
  Sobol(std::size_t axes, std::uint64_t seed);
  static constexpr std::size_t kMostAxes = 16;

  std::vector<double> point(std::uint32_t index) const;

 private:
  using Directions = std::array<std::uint32_t, 32>;
  std::vector<Directions> directions_;
  std::vector<std::uint32_t> shifts_;
};

}  // namespace efs::search
