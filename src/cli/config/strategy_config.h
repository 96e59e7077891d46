// How a study searches, from and to its configuration: stages, search, budget, objectives.
#pragma once

#include "core/config/config.h"
#include "tune/options.h"

namespace YAML {
class Emitter;
}

namespace efs::cli {

/// Turns on the rules with these names, and the others off. UsageError: a name that is none.
void choose_stop_rules(const std::vector<std::string>& names, search::StopRules& rules);

/// Reads `stages`, `restart`, `objectives`, `budget` and what of `search` says how to
/// search. The space and `train` must have been read.
void read_strategy(Config& config, tune::SearchOptions& options);

/// Writes the same, but for what of `search` it reads: that is written by write_search_keys().
void write_strategy(YAML::Emitter& out, const tune::SearchOptions& options);
void write_search_keys(YAML::Emitter& out, const search::Strategy& strategy);

}  // namespace efs::cli
