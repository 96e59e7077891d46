#include "search/space/coordinates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace efs::search {

CoordinateSystem::CoordinateSystem(Space space) : space_(std::move(space)) {
  for (const Parameter& parameter : space_.parameters) {
    Axis axis{.name = parameter.name, .ordered = is_ordered(parameter)};
    std::vector<study::ParamValue> values;
    if (is_finite(parameter)) values = values_of(parameter);
    if (axis.ordered) std::ranges::sort(values, {}, as_number);
    axis.levels = values.size();
    axes_.push_back(std::move(axis));
    levels_.emplace_back();
    for (const auto& value : values) levels_.back().emplace(value, levels_.back().size());
    values_.push_back(std::move(values));
  }
}

Coordinates CoordinateSystem::of(const study::Params& point) const {
  Coordinates coordinates;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    const auto found = point.find(axes_[i].name);
    if (found == point.end()) {
      coordinates.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    if (axes_[i].levels == 0) {
      coordinates.push_back(share_of(*space_.parameters[i].range, as_number(found->second)));
      continue;
    }
    const auto place = levels_[i].find(found->second);
    if (place == levels_[i].end()) {
      fail("the value {} of {} is not in this space", study::to_string(found->second),
           axes_[i].name);
    }
    coordinates.push_back(middle(axes_[i], place->second));
  }
  return coordinates;
}

study::Params CoordinateSystem::point(const Coordinates& coordinates) const {
  study::Params point;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (!Space::applies(space_.parameters[i], point)) continue;
    const double given = coordinates.at(i);
    const double share = std::isnan(given) ? 0.5 : std::clamp(given, 0.0, 1.0);
    point[axes_[i].name] = axes_[i].levels == 0 ? value_at(*space_.parameters[i].range, share)
                                                : values_[i][level(axes_[i], share)];
  }
  return point;
}

study::Params CoordinateSystem::random_point(Rng& rng) const {
  Coordinates coordinates;
  for (std::size_t i = 0; i < axes_.size(); ++i) coordinates.push_back(rng.uniform());
  return point(coordinates);
}

std::size_t CoordinateSystem::level(const Axis& axis, double coordinate) {
  const auto count = static_cast<double>(axis.levels);
  return static_cast<std::size_t>(std::clamp(coordinate * count, 0.0, count - 1.0));
}

double CoordinateSystem::middle(const Axis& axis, std::size_t level) {
  return (static_cast<double>(level) + 0.5) / static_cast<double>(axis.levels);
}

}  // namespace efs::search
