#include "search/parzen.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace efs::search {
namespace {

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_pdf(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi); }

/// The mass of a Gaussian around `center` between two places, of that within [0, 1].
double mass(double center, double width, double low, double high) {
  const auto below = [&](double place) { return normal_cdf((place - center) / width); };
  return (below(high) - below(low)) / (below(1.0) - below(0.0));
}

}  // namespace

ParzenDensity::ParzenDensity(const std::vector<Axis>& axes, std::vector<Coordinates> points)
    : axes_(axes), points_(std::move(points)) {
  const auto count = static_cast<double>(std::max<std::size_t>(1, points_.size()));
  const auto dimensions = static_cast<double>(axes_.size());
  width_ = std::max(0.2 * std::pow(count, -1.0 / (dimensions + 4.0)),
                    1.0 / std::min(100.0, count + 1.0) / 10.0);
}

double ParzenDensity::axis_density(std::size_t index, double center, double value) const {
  const Axis& axis = axes_[index];
  if (std::isnan(value)) return 1.0;
  const auto levels = static_cast<double>(axis.levels);
  if (std::isnan(center)) return axis.levels == 0 ? 1.0 : 1.0 / levels;
  if (axis.levels == 0) {
    return normal_pdf((value - center) / width_) / width_ /
           (normal_cdf((1.0 - center) / width_) - normal_cdf(-center / width_));
  }
  const auto at = static_cast<double>(CoordinateSystem::level(axis, value));
  if (axis.ordered) return mass(center, width_, at / levels, (at + 1.0) / levels);
  if (axis.levels == 1) return 1.0;
  const double elsewhere = (levels - 1.0) / (static_cast<double>(points_.size()) + levels);
  const bool same = CoordinateSystem::level(axis, value) == CoordinateSystem::level(axis, center);
  return same ? 1.0 - elsewhere : elsewhere / (levels - 1.0);
}

double ParzenDensity::log_density(const Coordinates& point) const {
  double uniform = 1.0;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (!std::isnan(point[i]) && axes_[i].levels > 0) {
      uniform /= static_cast<double>(axes_[i].levels);
    }
  }
  double sum = uniform;
  for (const Coordinates& center : points_) {
    double product = 1.0;
    for (std::size_t i = 0; i < axes_.size(); ++i) product *= axis_density(i, center[i], point[i]);
    sum += product;
  }
  return std::log(sum / static_cast<double>(points_.size() + 1));
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
  const double same = axis_density(index, center, center);
  double left = rng.uniform();
  if (left < same || axis.levels == 1) return center;
  const auto own = static_cast<std::int64_t>(CoordinateSystem::level(axis, center));
  std::int64_t other = rng.integer(0, static_cast<std::int64_t>(axis.levels) - 2);
  if (other >= own) ++other;
  return (static_cast<double>(other) + 0.5) / static_cast<double>(axis.levels);
}

Coordinates ParzenDensity::draw(Rng& rng) const {
  const auto kernel =
      static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(points_.size())));
  Coordinates point;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    point.push_back(kernel == points_.size() ? rng.uniform()
                                             : draw_axis(i, points_[kernel][i], rng));
  }
  return point;
}

}  // namespace efs::search
