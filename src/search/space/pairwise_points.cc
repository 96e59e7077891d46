#include "search/space/pairwise_points.h"

#include <algorithm>
#include <map>
#include <set>

#include "search/space/coordinates.h"

namespace efs::search {
namespace {

constexpr std::size_t kMostListed = 5000;
constexpr std::size_t kMostPairs = 8000;

/// The coordinates of an axis that are tried.
std::vector<double> places(const Axis& axis) {
  if (axis.levels == 0) return {0.0, 1.0};
  std::vector<double> middles;
  for (std::size_t i = 0; i < axis.levels; ++i) {
    middles.push_back(CoordinateSystem::middle(axis, i));
  }
  return middles;
}

/// How many pairs of values any two axes have.
std::size_t pairs_of(const std::vector<Axis>& axes) {
  std::size_t pairs = 0, before = 0;
  for (const Axis& axis : axes) {
    const std::size_t here = places(axis).size();
    pairs += before * here;
    before += here;
  }
  return pairs;
}

class Pairs {
 public:
  explicit Pairs(const Space& space)
      : system_(space), is_large_(pairs_of(system_.axes()) > kMostPairs) {}

  std::vector<study::Params> points() {
    const auto& axes = system_.axes();
    for (std::size_t i = 0; i < axes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        for (const double a : places_in_pairs(i)) {
          for (const double b : places_in_pairs(j)) add(i, a, j, b);
        }
      }
      for (const double a : places(axes[i])) add(i, a, i, a);
    }
    return {points_.begin(), points_.end()};
  }

 private:
  /// The coordinates that are tried with each of another axis: in a space of many pairs only the ends of
  /// ranges.
  std::vector<double> places_in_pairs(std::size_t axis) const {
    const std::vector<double> all = places(system_.axes()[axis]);
    const bool ends = is_large_ && system_.space().parameters[axis].range;
    return ends ? std::vector{all.front(), all.back()} : all;
  }

  /// A random point with both coordinates, if there is one.
  void add(std::size_t i, double a, std::size_t j, double b) {
    const auto& axes = system_.axes();
    Allowed allowed;
    require(i, allowed);
    require(j, allowed);
    Coordinates coordinates(axes.size());
    for (double& coordinate : coordinates) coordinate = rng_.uniform();
    for (const auto& [name, values] : allowed) {
      if (values.empty()) return;
      const Coordinates place = system_.of({{name, values[rng_.index(values.size())]}});
      for (std::size_t k = 0; k < axes.size(); ++k) {
        if (axes[k].name == name) coordinates[k] = place[k];
      }
    }
    coordinates[i] = a;
    coordinates[j] = b;
    const study::Params point = system_.point(coordinates);
    if (point.contains(axes[i].name) && point.contains(axes[j].name)) points_.insert(point);
  }

  using Allowed = std::map<std::string, std::vector<study::ParamValue>>;
  /// Limits other parameters to the values with which this one applies.
  void require(std::size_t axis, Allowed& allowed) const {
    const auto& parameters = system_.space().parameters;
    for (const Condition& condition : parameters[axis].only_if) {
      const auto [place, first] = allowed.try_emplace(condition.parameter, condition.values);
      if (!first) {
        std::erase_if(place->second, [&](const study::ParamValue& value) {
          return std::ranges::find(condition.values, value) == condition.values.end();
        });
      }
      for (std::size_t other = 0; other < axis; ++other) {
        if (parameters[other].name == condition.parameter) require(other, allowed);
      }
    }
  }

  CoordinateSystem system_;
  bool is_large_;
  Rng rng_{0};
  std::set<study::Params> points_;
};

}  // namespace

std::vector<study::Params> pairwise_points(const Space& space) {
  const auto size = space.size();
  if (size && *size <= kMostListed) return space.grid();
  return Pairs(space).points();
}

}  // namespace efs::search
