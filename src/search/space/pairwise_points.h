// A few points that stand for a whole space.
#pragma once

#include <vector>

#include "search/space/space.h"

namespace efs::search {

/// The grid of a space with at most 5,000 points. Of a larger one points of which for any two
/// parameters each pair of values occurs (of ranges without steps: their ends), where the
/// conditions let it: whatever goes wrong with one value or with two together goes wrong there. At
/// least one.
std::vector<study::Params> pairwise_points(const Space& space);

}  // namespace efs::search
