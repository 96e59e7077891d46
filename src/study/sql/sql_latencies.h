// A trial's latencies, as rows of their own.
#pragma once

#include <vector>

#include "study/trial.h"

namespace soci {
class session;
}

namespace efs::study::rows {

/// Fills TrialCost::latencies of the trials first..last, which `trials` holds.
void add_latencies(soci::session& sql, int first, int last, std::vector<Trial>& trials);
/// Replaces what is stored of the trial.
void put_latencies(soci::session& sql, const Trial& trial);

}  // namespace efs::study::rows
