#include "search/objectives/pareto.h"

#include <algorithm>
#include <numeric>

namespace efs::search {
namespace {

/// The volume in the first `objectives`, where all points beat the reference.
double dominated_volume(std::vector<const Costs*> points, const Costs& reference,
                        std::size_t objectives) {
  if (points.empty()) return 0.0;
  const std::size_t last = objectives - 1;
  std::ranges::sort(points, {}, [&](const Costs* point) { return (*point)[last]; });
  if (objectives == 1) return reference[0] - points.front()->front();
  double volume = 0.0;
  double best_of_first = reference[0];  // two objectives: of the points so far
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double next = i + 1 < points.size() ? (*points[i + 1])[last] : reference[last];
    const double thickness = next - (*points[i])[last];
    best_of_first = std::min(best_of_first, points[i]->front());
    if (thickness <= 0.0) continue;
    const double slice =
        objectives == 2 ? reference[0] - best_of_first
                        : dominated_volume(
                              {points.begin(), points.begin() + static_cast<std::ptrdiff_t>(i) + 1},
                              reference, last);
    volume += thickness * slice;
  }
  return volume;
}

bool beats_everywhere(const Costs& point, const Costs& reference) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (!(point[i] < reference[i])) return false;
  }
  return true;
}

}  // namespace

CostBounds bounds_of(const std::vector<Costs>& points) {
  CostBounds bounds{points.front(), points.front()};
  for (const Costs& point : points) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      bounds.low[i] = std::min(bounds.low[i], point[i]);
      bounds.high[i] = std::max(bounds.high[i], point[i]);
    }
  }
  return bounds;
}

bool dominates(const Costs& a, const Costs& b) {
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

std::vector<std::size_t> non_dominated(const std::vector<Costs>& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t index) -> const Costs& { return points[index]; });
  // In lexicographic order only an earlier point can dominate a later one.
  std::vector<std::size_t> front;
  for (const std::size_t index : order) {
    const bool dominated = std::any_of(front.rbegin(), front.rend(), [&](std::size_t other) {
      return dominates(points[other], points[index]);
    });
    if (!dominated) front.push_back(index);
  }
  std::ranges::sort(front);
  return front;
}

double hypervolume(const std::vector<Costs>& points, const Costs& reference) {
  std::vector<const Costs*> inside;
  for (const Costs& point : points) {
    if (beats_everywhere(point, reference)) inside.push_back(&point);
  }
  return reference.empty() ? 0.0 : dominated_volume(inside, reference, reference.size());
}

std::vector<double> hypervolume_contributions(const std::vector<Costs>& points,
                                              const Costs& reference) {
  const double all = hypervolume(points, reference);
  std::vector<double> contributions;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<Costs> others = points;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    contributions.push_back(all - hypervolume(others, reference));
  }
  return contributions;
}

std::optional<std::size_t> knee(const std::vector<Costs>& front) {
  if (front.size() < 3) return std::nullopt;
  const CostBounds bounds = bounds_of(front);
  const auto scaled_sum = [&bounds](const Costs& point) {
    const auto& [low, high] = bounds;
    double sum = 0.0;
    for (std::size_t i = 0; i < point.size(); ++i) {
      if (high[i] > low[i]) sum += (point[i] - low[i]) / (high[i] - low[i]);
    }
    return sum;
  };
  return static_cast<std::size_t>(std::ranges::min_element(front, {}, scaled_sum) - front.begin());
}

}  // namespace efs::search
