// A density over a space, estimated from points: a part of the tree-structured Parzen estimator.
#pragma once

#include <vector>

#include "core/rng.h"
#include "search/space/coordinates.h"

namespace efs::search {

/// One kernel over all axes (multivariate) at each point, and a uniform one, all of equal weight.
/// Ordered axes have truncated Gaussians of the width 0.2 n^(-1/(d+4)) (that of Optuna's
/// multivariate TPE); with up to 64 levels, the mass within each level. Names have Aitchison and
/// Aitken's kernel, which gives the other names a mass of (C-1)/(n+C). A kernel is uniform in a
/// parameter that its point leaves out; a parameter that the given point leaves out does not count.
class ParzenDensity {
 public:
  ParzenDensity(const std::vector<Axis>& axes, std::vector<Coordinates> points);

  /// Has coordinates also for parameters that the point then leaves out.
  Coordinates draw(Rng& rng) const;
  double log_density(const Coordinates& point) const;

 private:
  struct Kernel {
    Coordinates center;
    std::vector<std::size_t> levels;  // of the center, by axis
    /// By axis: a continuous axis' Gaussian is so high that its mass in [0, 1] is 1.
    std::vector<double> heights;
  };
  /// One kernel's factor along one axis; for continuous axes without the Gaussian's exponential.
  double factor(std::size_t axis, const Kernel& kernel, std::size_t level) const;
  double draw_axis(std::size_t axis, double center, Rng& rng) const;

  const std::vector<Axis>& axes_;
  std::vector<Kernel> kernels_;
  double width_ = 0.2;  // of Gaussians
  /// By axis: the probability of each level (the second index) around each (the first).
  std::vector<std::vector<std::vector<double>>> masses_;
};

}  // namespace efs::search
