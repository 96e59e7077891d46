// Fills in what a configuration leaves to the machine.
#pragma once

#include "tune/options.h"

namespace efs::cli {

/// Replaces "auto" by what a short measurement on this machine finds best, and prints the choice
/// and its reason. Called once for a study: its stored options name the choice, so a resumed study
/// keeps it.
tune::SearchOptions choose_for_machine(tune::SearchOptions options);

}  // namespace efs::cli
