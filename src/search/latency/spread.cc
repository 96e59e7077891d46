#include "search/latency/spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace efs::search {
namespace {

using Points = std::vector<std::vector<double>>;

/// Logarithms in which a thousandth of the largest value counts as nothing.
void take_logarithms(Points& points, std::size_t feature) {
  double largest = 0.0;
  for (const auto& point : points) largest = std::max(largest, point[feature]);
  for (auto& point : points) {
    point[feature] = largest > 0.0 ? std::log(point[feature] / largest + 1e-3) : 0.0;
  }
}

void standardise(Points& points, std::size_t feature) {
  const auto count = static_cast<double>(points.size());
  double mean = 0.0, square = 0.0;
  for (const auto& point : points) mean += point[feature] / count;
  for (const auto& point : points) square += std::pow(point[feature] - mean, 2) / count;
  constexpr double kTheSame = 1e-12;
  for (auto& point : points) {
    point[feature] = square > kTheSame ? (point[feature] - mean) / std::sqrt(square) : 0.0;
  }
}

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

Spread::Spread(const Points& points)
    : points_(points), distances_(points.size(), std::numeric_limits<double>::infinity()) {
  if (points_.empty()) return;
  for (const auto& point : points_) {
    if (point.size() != points_.front().size()) fail("networks of different numbers of features");
  }
  for (std::size_t i = 0; i < points_.front().size(); ++i) {
    take_logarithms(points_, i);
    standardise(points_, i);
  }
}

void Spread::know(std::size_t point) {
  for (std::size_t i = 0; i < points_.size(); ++i) {
    distances_[i] = std::min(distances_[i], squared_distance(points_[i], points_.at(point)));
  }
}

std::size_t Spread::furthest(const std::vector<std::size_t>& among) const {
  const auto distance = [&](std::size_t i) {
    if (std::isfinite(distances_.at(i))) return distances_[i];
    return squared_distance(points_[i], std::vector<double>(points_[i].size(), 0.0));
  };
  return *std::ranges::max_element(among, {}, distance);
}

}  // namespace efs::search
