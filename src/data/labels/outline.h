// The extent of what was drawn as points instead of a box. Inside data/ only.
#pragma once

#include "detect/box.h"

namespace efs::data {

class Outline {
 public:
  void add(double x, double y);
  int points() const { return points_; }
  /// The smallest box around the points; of no size where there are none.
  const detect::Box& extent() const { return extent_; }
  /// The circle around the first of two points through the second.
  Outline as_circle() const;

 private:
  detect::Box extent_;
  int points_ = 0;
  double first_x_ = 0.0, first_y_ = 0.0;
  double last_x_ = 0.0, last_y_ = 0.0;
};

/// The extent of a box that is turned about its centre, clockwise in an image.
detect::Box turned_extent(const detect::Box& box, double angle_degrees);

}  // namespace efs::data
