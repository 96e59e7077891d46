#include "search/samplers/parzen.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/stats.h"

namespace efs::search {
namespace {

/// Numbers with many levels, for which a table costs more than it is worth, get a density like
/// those without levels.
bool is_smooth(const Axis& axis) {
  constexpr std::size_t kMostTabulated = 64;
  return axis.levels == 0 || (axis.ordered && axis.levels > kMostTabulated);
}

/// The share of a Gaussian's mass within [0, 1] that lies between two places.
double mass(double center, double width, double low, double high) {
  const auto below = [&](double place) { return normal_cdf((place - center) / width); };
  return (below(high) - below(low)) / (below(1.0) - below(0.0));
}

double ordered_mass(const Axis& axis, std::size_t own, std::size_t level, double width) {
  const auto levels = static_cast<double>(axis.levels);
  const auto at = static_cast<double>(level);
  return mass(CoordinateSystem::middle(axis, own), width, at / levels, (at + 1.0) / levels);
}

/// Aitchison and Aitken's kernel around one of `axis.levels` names, for so many points.
double name_mass(const Axis& axis, std::size_t own, std::size_t level, std::size_t points) {
  if (axis.levels == 1) return 1.0;
  const auto names = static_cast<double>(axis.levels);
  const double elsewhere = (names - 1.0) / (static_cast<double>(points) + names);
  return own == level ? 1.0 - elsewhere : elsewhere / (names - 1.0);
}

}  // namespace

ParzenDensity::ParzenDensity(const std::vector<Axis>& axes, std::vector<Coordinates> points)
    : axes_(axes) {
  const auto count = static_cast<double>(std::max<std::size_t>(1, points.size()));
  const auto dimensions = static_cast<double>(axes_.size());
  width_ = std::max(0.2 * std::pow(count, -1.0 / (dimensions + 4.0)),
                    0.1 / std::min(100.0, count + 1.0));
  for (const Axis& axis : axes_) {
    const std::size_t levels = is_smooth(axis) ? 0 : axis.levels;
    std::vector<std::vector<double>> around(levels, std::vector<double>(levels));
    for (std::size_t own = 0; own < levels; ++own) {
      for (std::size_t level = 0; level < levels; ++level) {
        around[own][level] = axis.ordered ? ordered_mass(axis, own, level, width_)
                                          : name_mass(axis, own, level, points.size());
      }
    }
    masses_.push_back(std::move(around));
  }
  for (Coordinates& point : points) {
    Kernel kernel{.center = std::move(point), .levels = {}, .heights = {}};
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      const double center = kernel.center[i];
      const bool continuous = is_smooth(axes_[i]) && !std::isnan(center);
      const bool listed = !is_smooth(axes_[i]) && !std::isnan(center);
      kernel.levels.push_back(listed ? CoordinateSystem::level(axes_[i], center) : 0);
      kernel.heights.push_back(
          continuous ? 1.0 / (width_ * std::sqrt(2.0 * std::numbers::pi) *
                              (normal_cdf((1.0 - center) / width_) - normal_cdf(-center / width_)))
                     : 1.0);
    }
    kernels_.push_back(std::move(kernel));
  }
}

double ParzenDensity::factor(std::size_t axis, const Kernel& kernel, std::size_t level) const {
  if (is_smooth(axes_[axis])) return kernel.heights[axis];
  if (std::isnan(kernel.center[axis])) return 1.0 / static_cast<double>(axes_[axis].levels);
  return masses_[axis][kernel.levels[axis]][level];
}

double ParzenDensity::log_density(const Coordinates& point) const {
  std::vector<std::size_t> axes, levels;  // that the point has, and where it is
  double uniform = 1.0;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (std::isnan(point[i])) continue;
    axes.push_back(i);
    levels.push_back(is_smooth(axes_[i]) ? 0 : CoordinateSystem::level(axes_[i], point[i]));
    if (!is_smooth(axes_[i])) uniform /= static_cast<double>(axes_[i].levels);
  }
  double sum = uniform;
  for (const Kernel& kernel : kernels_) {
    double product = 1.0, squares = 0.0;
    for (std::size_t k = 0; k < axes.size(); ++k) {
      const std::size_t i = axes[k];
      product *= factor(i, kernel, levels[k]);
      if (!is_smooth(axes_[i]) || std::isnan(kernel.center[i])) continue;
      const double z = (point[i] - kernel.center[i]) / width_;
      squares += z * z;
    }
    sum += squares > 0.0 ? product * std::exp(-0.5 * squares) : product;
  }
  return std::log(sum / static_cast<double>(kernels_.size() + 1));
}

double ParzenDensity::draw_axis(std::size_t index, double center, Rng& rng) const {
  const Axis& axis = axes_[index];
  if (std::isnan(center)) return rng.uniform();
  if (axis.ordered) {
    for (int attempt = 0; attempt < 100; ++attempt) {
      const double value = center + width_ * rng.normal();
      if (value >= 0.0 && value < 1.0) return value;
    }
    return center;
  }
  const std::size_t own = CoordinateSystem::level(axis, center);
  if (rng.uniform() < masses_[index][own][own] || axis.levels == 1) return center;
  std::size_t other = rng.index(axis.levels - 1);
  if (other >= own) ++other;
  return CoordinateSystem::middle(axis, other);
}

Coordinates ParzenDensity::draw(Rng& rng) const {
  const std::size_t kernel = rng.index(kernels_.size() + 1);
  Coordinates point;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    point.push_back(kernel == kernels_.size() ? rng.uniform()
                                              : draw_axis(i, kernels_[kernel].center[i], rng));
  }
  return point;
}

}  // namespace efs::search
