// A few points that represent a whole space.
#pragma once

#include <vector>

#include "search/space/space.h"

namespace efs::search {

/// The grid of a space with at most 5,000 points; from a larger space, points in which each value
/// occurs, and each pair of values of any two parameters (where these are more than 8,000, of ranges
/// only their ends), if the conditions allow it: a fault of one value, or of two together, shows there.
/// At least one point.
std::vector<study::Params> pairwise_points(const Space& space);

}  // namespace efs::search
