// Networks near the latencies that are wanted: anywhere in a large space, hardly one is.
#pragma once

#include <functional>
#include <vector>

#include "tune/prefilter/candidates.h"

namespace efs::tune {

/// Draws more networks until there are `wanted`: in turn for each window one that differs in one
/// parameter from one that lies in the window, or from one of those nearest to it while few do. Their
/// latencies are predicted, as those of the given ones must be. Fewer if none is new; `stop`, asked
/// between two, ends it.
void draw_near_windows(NetworkDraw& draw, const std::vector<LatencyWindow>& windows,
                       const search::LatencyModel& model, std::size_t wanted,
                       std::vector<DrawnNetwork>& networks, const std::function<bool()>& stop);

}  // namespace efs::tune
