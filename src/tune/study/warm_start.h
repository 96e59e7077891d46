// Trials of other studies, from which samplers learn.
#pragma once

#include <vector>

#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

/// Writes into a new study what its samplers learn from: of the studies that
/// SearchOptions::warm_start names, the trials whose points are of this study's space and that were
/// trained. Error: there is no such study, or no such trial in it.
void store_prior(const SearchOptions& options, study::Storage& storage);

/// What store_prior() wrote; empty without. Each trial's worker is the name of its study.
std::vector<study::Trial> prior_trials(study::Storage& storage);

}  // namespace efs::tune
