// A density over a space from points: what the tree-structured Parzen estimator is made of.
#pragma once

#include <vector>

#include "core/rng.h"
#include "search/space/coordinates.h"

namespace efs::search {

/// One kernel at each point, all axes in one (multivariate), and a uniform one, each of equal
/// weight. Ordered axes have truncated Gaussians of the width 0.2 n^(-1/(d+4)) (that of Optuna's
/// multivariate TPE), of up to 64 levels the mass within the level; names have Aitchison and
/// Aitken's kernel, which leaves the point's own name with (C-1)/(n+C) less than certain. A
/// parameter that a kernel's point leaves out is uniform in it; one that the judged point leaves
/// out does not count.
class ParzenDensity {
 public:
  ParzenDensity(const std::vector<Axis>& axes, std::vector<Coordinates> points);

  /// Coordinates drawn from it; those of parameters that the point then leaves out are there too.
  Coordinates draw(Rng& rng) const;
  double log_density(const Coordinates& point) const;

 private:
  struct Kernel {
    Coordinates center;
    std::vector<std::size_t> levels;  // of the center, by axis
    std::vector<double>
        heights;  // of the Gaussians of continuous axes: what makes them 1 in [0, 1]
  };
  /// Of one kernel along one axis; of continuous ones without the Gaussian's exponential.
  double factor(std::size_t axis, const Kernel& kernel, std::size_t level) const;
  double draw_axis(std::size_t axis, double center, Rng& rng) const;

  const std::vector<Axis>& axes_;
  std::vector<Kernel> kernels_;
  double width_ = 0.2;  // of Gaussians
  /// By axis: the probability of each level (the second index) around each (the first).
  std::vector<std::vector<std::vector<double>>> masses_;
};

}  // namespace efs::search
