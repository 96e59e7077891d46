// What a configuration leaves to the machine at hand.
#pragma once

#include "tune/options.h"

namespace efs::cli {

/// Replaces "auto" by what a short measurement on this machine finds best, and says what and why.
/// Once for a study: its stored options name the choice, so that it is resumed and repeated with
/// it.
tune::SearchOptions choose_for_machine(tune::SearchOptions options);

}  // namespace efs::cli
