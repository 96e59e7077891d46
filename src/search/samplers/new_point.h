// Sampling without replacement. Private to the samplers.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "search/samplers/sampler.h"

namespace efs::search {

class NewPoints {
 public:
  explicit NewPoints(const CoordinateSystem& system);

  /// What `propose` gives, asked again where the study has it already; after many vain attempts a
  /// random point of those that are left. Nothing: none is left. Of a space that cannot be listed a
  /// point may come twice in the end.
  std::optional<study::Params> find(const Evidence& evidence, Rng& rng,
                                    const std::function<study::Params()>& propose) const;
  /// A random one.
  std::optional<study::Params> random(const Evidence& evidence, Rng& rng) const;
  /// The first of the grid from `start` on, and around.
  std::optional<study::Params> from_grid(const Evidence& evidence, std::size_t start) const;
  bool finite() const { return finite_; }

 private:
  const CoordinateSystem& system_;
  bool finite_ = false;
  std::vector<study::Params> grid_;  // of a finite space
};

}  // namespace efs::search
