// A density over a space from points: what the tree-structured Parzen estimator is made of.
#pragma once

#include <vector>

#include "core/rng.h"
#include "search/coordinates.h"

namespace efs::search {

/// One kernel at each point, all axes in one (multivariate), and a uniform one, each of equal
/// weight. Ordered axes have truncated Gaussians of the width 0.2 n^(-1/(d+4)) (that of Optuna's
/// multivariate TPE), of levels the mass within the level; names have Aitchison and Aitken's
/// kernel, which leaves the point's own name with (C-1)/(n+C) less than certain. A parameter that a
/// kernel's point leaves out is uniform in it; one that the judged point leaves out does not count.
class ParzenDensity {
 public:
  ParzenDensity(const std::vector<Axis>& axes, std::vector<Coordinates> points);

  /// Coordinates drawn from it; those of parameters that the point then leaves out are there too.
  Coordinates draw(Rng& rng) const;
  double log_density(const Coordinates& point) const;

 private:
  double axis_density(std::size_t axis, double center, double value) const;
  double draw_axis(std::size_t axis, double center, Rng& rng) const;

  const std::vector<Axis>& axes_;
  std::vector<Coordinates> points_;
  double width_ = 0.2;  // of Gaussians
};

}  // namespace efs::search
