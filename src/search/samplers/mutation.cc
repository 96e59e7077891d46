#include "search/samplers/mutation.h"

#include <algorithm>
#include <cmath>

namespace efs::search {
namespace {

constexpr double kGaussianWidth = 0.1;

double changed(const Axis& axis, double coordinate, Rng& rng) {
  if (axis.levels == 0) {
    return std::clamp(coordinate + kGaussianWidth * rng.normal(), 0.0, 1.0);
  }
  const auto levels = static_cast<std::int64_t>(axis.levels);
  const auto level = static_cast<std::int64_t>(CoordinateSystem::level(axis, coordinate));
  std::int64_t next = 0;
  if (axis.ordered) {
    next = level + (rng.chance(0.5) ? 1 : -1);
    if (next < 0 || next >= levels) next = 2 * level - next;
  } else {
    next = rng.integer(0, levels - 2);
    if (next >= level) ++next;
  }
  return CoordinateSystem::middle(axis, static_cast<std::size_t>(next));
}

/// Draws the parameters that a point leaves out, in case they apply now.
void fill(Coordinates& coordinates, Rng& rng) {
  for (double& coordinate : coordinates) {
    if (std::isnan(coordinate)) coordinate = rng.uniform();
  }
}

}  // namespace

study::Params mutated(const CoordinateSystem& system, const study::Params& point, Rng& rng) {
  Coordinates coordinates = system.of(point);
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < coordinates.size(); ++i) {
    if (!std::isnan(coordinates[i]) && system.axes()[i].levels != 1) free.push_back(i);
  }
  if (!free.empty()) {
    const std::size_t axis = free[rng.index(free.size())];
    coordinates[axis] = changed(system.axes()[axis], coordinates[axis], rng);
  }
  fill(coordinates, rng);
  return system.point(coordinates);
}

study::Params crossed(const CoordinateSystem& system, const study::Params& a,
                      const study::Params& b, Rng& rng) {
  Coordinates child = system.of(a);
  const Coordinates other = system.of(b);
  for (std::size_t i = 0; i < child.size(); ++i) {
    if (rng.chance(0.5) && !std::isnan(other[i])) child[i] = other[i];
  }
  fill(child, rng);
  return system.point(child);
}

}  // namespace efs::search
