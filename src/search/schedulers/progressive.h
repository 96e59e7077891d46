// How far PASHA trains. Private to the schedulers.
#pragma once

#include <cstddef>

#include "search/rungs/ladder.h"
#include "study/trial.h"

namespace efs::search {

/// The highest rung that trials may be promoted to so far: at first the second; one more whenever
/// the trials on the highest are ranked otherwise than one rung before, by more than the noise of
/// their curves (PASHA, Bohdal et al. 2023, arXiv 2207.06940, section 4: soft ranking, with epsilon
/// the 90th percentile of the differences of pairs whose curves cross). Only the best 32 of the highest
/// rung are compared, and only the first of several objectives counts.
std::size_t highest_rung_so_far(const study::History& history, const Ladder& ladder);

}  // namespace efs::search
