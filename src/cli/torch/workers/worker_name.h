// How workers are called in a study: HOST:PID, with ":SLOT" for those of a search with that PID and
// ":slurm-JOB" in a job of Slurm's.
#pragma once

#include <string>

#include "study/storage.h"

namespace efs::cli {

/// Of this process. `part`: which of its workers; empty: the process itself.
std::string worker_name(const std::string& part = {});

/// Returns to the queue what workers of this machine held whose process is no more. Others' leases
/// run out by themselves.
void release_trials_of_the_dead(study::Storage& storage);

}  // namespace efs::cli
