// Points of a space as numbers.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "search/space/space.h"

namespace efs::search {

/// One parameter as a coordinate in [0, 1].
struct Axis {
  std::string name;
  /// Number of values, which are at the middles of equal parts of [0, 1], numbers ascending; 0: any
  /// value in [0, 1].
  std::size_t levels = 0;
  /// false: names, which are all equally far apart.
  bool ordered = true;
};

/// One number per axis; NaN where the point leaves the parameter out.
using Coordinates = std::vector<double>;

class CoordinateSystem {
 public:
  explicit CoordinateSystem(Space space);

  const Space& space() const { return space_; }
  const std::vector<Axis>& axes() const { return axes_; }
  /// The point must be in the space; values of ranges without steps may lie outside.
  Coordinates of(const study::Params& point) const;
  /// Coordinates are clamped to [0, 1] and moved to the middle of their level; those of parameters
  /// that the point leaves out are ignored. NaN: the middle.
  study::Params point(const Coordinates& coordinates) const;
  /// Uniform on every axis.
  study::Params random_point(Rng& rng) const;
  /// The level of an axis that a coordinate lies in.
  static std::size_t level(const Axis& axis, double coordinate);
  /// The coordinate of a level.
  static double middle(const Axis& axis, std::size_t level);

 private:
  Space space_;
  std::vector<Axis> axes_;
  /// By axis: the values, in the order of the levels, and the level of each.
  std::vector<std::vector<study::ParamValue>> values_;
  std::vector<std::map<study::ParamValue, std::size_t>> levels_;
};

}  // namespace efs::search
