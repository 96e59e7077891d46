// Slurm's commands: list, submit and cancel jobs.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

struct SlurmJob {
  std::string id;     // "12_3": task 3 of array 12
  std::string state;  // "RUNNING", "PENDING", ...
};

/// The waiting and running tasks of the user's jobs of this name (empty: of any name). Error:
/// Slurm's commands are not there, or its controller does not answer.
std::vector<SlurmJob> slurm_jobs(const std::string& name);

/// Runs `sbatch ARGUMENTS...`. An Error quotes what it said.
void slurm_submit(const std::vector<std::string>& arguments);

/// Ends the user's jobs of this name; they get SIGTERM first.
void slurm_cancel(const std::string& name);

/// The task that this process is, as SlurmJob::id; empty outside of Slurm.
std::string own_slurm_job();

}  // namespace efs::cli
