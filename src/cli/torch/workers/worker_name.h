// Worker names in a study: HOST:PID, with ":SLOT" behind it where a search of that PID started the
// worker, and ":slurm-JOB" in a job of Slurm's.
#pragma once

#include <string>

#include "study/storage.h"

namespace efs::cli {

/// The name of this process. `part`: one of its workers; empty: the process itself.
std::string worker_name(const std::string& part = {});

/// Returns to the queue the trials of this machine's workers whose process is no more. Leases of
/// other machines' workers run out by themselves.
void release_trials_of_the_dead(study::Storage& storage);

}  // namespace efs::cli
