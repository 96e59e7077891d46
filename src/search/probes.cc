#include "search/probes.h"

#include <set>

#include "search/coordinates.h"

namespace efs::search {
namespace {

constexpr std::size_t kMostListed = 5000;
constexpr int kAttempts = 50;  // for a point in which both parameters apply

/// Where an axis has something to try.
std::vector<double> places(const Axis& axis) {
  if (axis.levels == 0) return {0.0, 1.0};
  std::vector<double> middles;
  for (std::size_t i = 0; i < axis.levels; ++i) {
    middles.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(axis.levels));
  }
  return middles;
}

class Pairs {
 public:
  explicit Pairs(const Space& space) : system_(space) {}

  std::vector<study::Params> points() {
    const auto& axes = system_.axes();
    for (std::size_t i = 0; i < axes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        for (const double a : places(axes[i])) {
          for (const double b : places(axes[j])) add(i, a, j, b);
        }
      }
      if (axes.size() == 1) {
        for (const double a : places(axes[i])) add(i, a, i, a);
      }
    }
    return {points_.begin(), points_.end()};
  }

 private:
  void add(std::size_t i, double a, std::size_t j, double b) {
    const auto& axes = system_.axes();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      Coordinates coordinates(axes.size());
      for (double& coordinate : coordinates) coordinate = rng_.uniform();
      coordinates[i] = a;
      coordinates[j] = b;
      const study::Params point = system_.point(coordinates);
      if (!point.contains(axes[i].name) || !point.contains(axes[j].name)) continue;
      points_.insert(point);
      return;
    }
  }

  CoordinateSystem system_;
  Rng rng_{0};
  std::set<study::Params> points_;
};

}  // namespace

std::vector<study::Params> probes(const Space& space) {
  const auto size = space.size();
  if (size && *size <= kMostListed) return space.grid();
  return Pairs(space).points();
}

}  // namespace efs::search
