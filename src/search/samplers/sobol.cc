#include "search/samplers/sobol.h"

#include "core/error.h"
#include "core/rng.h"

namespace efs::search {
namespace {

constexpr std::size_t kBits = 32;

/// A primitive polynomial over GF(2), by its inner coefficients, and the first direction numbers.
struct Polynomial {
  std::uint32_t coefficients;
  std::vector<std::uint32_t> first;
};

/// For the second axis and those after it.
const std::vector<Polynomial>& polynomials() {
  static const std::vector<Polynomial> table{
      {0, {1}},
      {1, {1, 3}},
      {1, {1, 3, 1}},
      {2, {1, 1, 1}},
      {1, {1, 1, 3, 3}},
      {4, {1, 3, 5, 13}},
      {2, {1, 1, 5, 5, 17}},
      {4, {1, 1, 5, 5, 5}},
      {7, {1, 1, 7, 11, 19}},
      {11, {1, 1, 5, 1, 1}},
      {13, {1, 1, 1, 3, 11}},
      {14, {1, 3, 5, 5, 31}},
      {1, {1, 3, 3, 9, 7, 49}},
      {13, {1, 1, 1, 15, 21, 21}},
      {16, {1, 3, 1, 13, 27, 49}},
  };
  return table;
}

}  // namespace

Sobol::Sobol(std::size_t axes) : shifts_(axes, 0) {
  if (axes > kMostAxes) {
    fail_usage("sobol: the space has {} parameters; this sampler takes at most {}", axes,
               kMostAxes);
  }
  for (std::size_t axis = 0; axis < axes; ++axis) {
    Directions v{};
    if (axis == 0) {
      for (std::size_t i = 0; i < kBits; ++i) v[i] = 1U << (kBits - 1 - i);
      directions_.push_back(v);
      continue;
    }
    const Polynomial& row = polynomials()[axis - 1];
    const std::size_t degree = row.first.size();
    for (std::size_t i = 0; i < kBits; ++i) {
      if (i < degree) {
        v[i] = row.first[i] << (kBits - 1 - i);
        continue;
      }
      v[i] = v[i - degree] ^ (v[i - degree] >> degree);
      for (std::size_t k = 1; k < degree; ++k) {
        if (((row.coefficients >> (degree - 1 - k)) & 1U) != 0) v[i] ^= v[i - k];
      }
    }
    directions_.push_back(v);
  }
}

Sobol::Sobol(std::size_t axes, std::uint64_t seed) : Sobol(axes) {
  Rng rng(derive_seed(seed, "sobol"));
  for (std::uint32_t& shift : shifts_) shift = static_cast<std::uint32_t>(rng.next() >> 32);
}

std::vector<double> Sobol::point(std::uint32_t index) const {
  const std::uint32_t gray = index ^ (index >> 1);
  std::vector<double> coordinates;
  for (std::size_t axis = 0; axis < directions_.size(); ++axis) {
    std::uint32_t bits = shifts_[axis];
    for (std::size_t i = 0; i < kBits; ++i) {
      if (((gray >> i) & 1U) != 0) bits ^= directions_[axis][i];
    }
    coordinates.push_back(static_cast<double>(bits) * 0x1p-32);
  }
  return coordinates;
}

}  // namespace efs::search
