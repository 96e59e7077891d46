// Several objectives at once: dominance, hypervolume, knee.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace efs::search {

/// A trial's costs, one per objective: finite, the lower the better.
using Costs = std::vector<double>;
constexpr std::size_t kMostObjectives = 4;

/// The lowest and the highest cost of each objective; there is at least one point.
struct CostBounds {
  Costs low, high;
};
CostBounds bounds_of(const std::vector<Costs>& points);

/// No worse in any, better in one. Both have the same number of objectives.
bool dominates(const Costs& a, const Costs& b);

/// Indices of the points that no other dominates, ascending; equal points all stay.
std::vector<std::size_t> non_dominated(const std::vector<Costs>& points);

/// The volume between the points and `reference` that at least one point dominates; points that do
/// not beat the reference in every objective add nothing. Any number of objectives (Zitzler and
/// Thiele 1998; computed by slicing, so meant for two to four).
double hypervolume(const std::vector<Costs>& points, const Costs& reference);

/// The volume that only this point adds: hypervolume of all less that of the others.
std::vector<double> hypervolume_contributions(const std::vector<Costs>& points,
                                              const Costs& reference);

/// The index of the point of a front that bulges furthest towards the ideal, objectives scaled to
/// the front's own extent: with two objectives, the one furthest from the line between the ends
/// (Das 1999). Nothing if there are fewer than three points.
std::optional<std::size_t> knee(const std::vector<Costs>& front);

}  // namespace efs::search
