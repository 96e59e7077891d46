// Fills in what a configuration leaves to the machine.
#pragma once

#include "tune/options.h"

namespace efs::cli {

/// Replaces "auto": the runtimes that measure, by what is found, and the precision of training, by
/// what a short measurement on this machine finds faster, which it prints. Called once for a study:
/// its stored options name the choices, so a resumed study and its workers keep them. UsageError as
/// tune::check_devices().
tune::SearchOptions choose_for_machine(tune::SearchOptions options);

}  // namespace efs::cli
