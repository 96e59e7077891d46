// Sampling without replacement. Private to the samplers.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "search/samplers/sampler.h"

namespace efs::search {

class NewPoints {
 public:
  explicit NewPoints(const Space& space);

  /// The first point of `propose` that the study does not have; after many vain attempts a random
  /// one of those that are left. Nothing: none is left. If the space cannot be listed, a point may
  /// come twice in the end.
  std::optional<study::Params> find(const Evidence& evidence, Rng& rng,
                                    const std::function<study::Params()>& propose) const;
  /// A random new point.
  std::optional<study::Params> random(const Evidence& evidence, Rng& rng) const;
  /// The first new point of the grid from `start` on, and round to it again.
  std::optional<study::Params> from_grid(const Evidence& evidence, std::size_t start) const;
  bool finite() const { return finite_; }
  const CoordinateSystem& coordinates() const { return system_; }

 private:
  CoordinateSystem system_;
  bool finite_ = false;
  std::vector<study::Params> grid_;  // of a finite space
};

}  // namespace efs::search
