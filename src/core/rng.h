// Explicit, portable randomness: the same seed gives the same numbers on every platform.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace efs {

/// xoshiro256** (Blackman and Vigna 2018) seeded by SplitMix64. Its distributions are our own,
/// because those of the standard library differ between implementations.
class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  std::uint64_t next();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high);
  /// Uniform in its logarithm, in [low, high); low > 0.
  double log_uniform(double low, double high);
  /// Uniform integer in [low, high], both inclusive; low <= high.
  std::int64_t integer(std::int64_t low, std::int64_t high);
  /// Uniform in [0, size); size > 0.
  std::size_t index(std::size_t size) {
    return static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(size) - 1));
  }
  /// Standard normal (Box-Muller).
  double normal();
  /// True with probability p.
  bool chance(double p) { return uniform() < p; }

  /// Fisher-Yates.
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[index(i)]);
  }

 private:
  std::uint64_t state_[4];
};

/// An independent seed for a part of a computation, e.g. derive_seed(study_seed, trial_number).
std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t stream);
/// The same, named: derive_seed(seed, "split").
std::uint64_t derive_seed(std::uint64_t seed, std::string_view stream);

}  // namespace efs
