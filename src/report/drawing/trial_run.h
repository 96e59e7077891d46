// The epochs of a trial that belong together.
#pragma once

#include <vector>

#include "study/trial.h"

namespace efs::report {

/// The records of the run that a trial had made by the end of `stage`, ascending by epoch: all of
/// them if it went on from its checkpoint, only those of that stage if it was restarted.
std::vector<const study::EpochRecord*> run_by_stage(const study::Trial& trial, int stage);

/// Whether the trial has an epoch in `stage`.
bool trained_in(const study::Trial& trial, int stage);

/// The latest stage in which any trial has an epoch; 0 before the first.
int last_trained_stage(const study::History& history);

}  // namespace efs::report
