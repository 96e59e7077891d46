// Slurm's commands: what stands in its queue, and what is put there and taken out.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

struct SlurmJob {
  std::string id;     // "12_3": task 3 of array 12
  std::string state;  // "RUNNING", "PENDING", ...
};

/// The tasks of one's own jobs of this name that wait or run (all names: empty). Error: Slurm's
/// commands are not there or its controller does not answer.
std::vector<SlurmJob> slurm_jobs(const std::string& name);

/// Runs `sbatch ARGUMENTS...`. Error with what it said.
void slurm_submit(const std::vector<std::string>& arguments);

/// Ends one's own jobs of this name; they get SIGTERM first.
void slurm_cancel(const std::string& name);

/// In single quotes, for a shell.
std::string shell_quoted(const std::string& word);

/// This process's task, as SlurmJob::id; empty outside of Slurm.
std::string own_slurm_job();

}  // namespace efs::cli
