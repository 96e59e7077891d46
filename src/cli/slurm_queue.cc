#include "cli/slurm_queue.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>

#include "core/error.h"
#include "core/process/child_process.h"

namespace efs::cli {
namespace {

constexpr double kLookS = 60.0;

/// Runs a command and returns its output. Error: it failed.
std::string run(const std::vector<std::string>& words) {
  try {
    ChildProcess command(words, "");
    std::string said;
    while (true) {
      std::string line;
      const auto read = command.read_line(line, kLookS);
      if (read == ChildProcess::Read::kEnd) break;
      if (read == ChildProcess::Read::kLine) said += line + "\n";
    }
    if (command.wait().exit_code == 0) return said;
    said += command.errors();
    said.erase(said.find_last_not_of('\n') + 1);
    fail("{} failed: {}", words[0], said);
  } catch (const NotStarted& error) {
    if (error.code() != ENOENT) throw;
    fail("there is no '{}' here; run this where Slurm's commands are (a login node)", words[0]);
  }
}

std::string user() { return std::to_string(::geteuid()); }

}  // namespace

std::vector<SlurmJob> slurm_jobs(const std::string& name) {
  std::vector<std::string> words{"squeue", "--noheader", "--array", "--user",
                                 user(),   "--format",   "%i %T"};
  if (!name.empty()) words.insert(words.end(), {"--name", name});
  std::istringstream lines(run(words));
  std::vector<SlurmJob> jobs;
  for (SlurmJob job; lines >> job.id >> job.state;) {
    if (job.state != "COMPLETING") jobs.push_back(job);
  }
  return jobs;
}

void slurm_submit(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"sbatch"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  run(words);
}

void slurm_cancel(const std::string& name) { run({"scancel", "--user", user(), "--name", name}); }

std::string own_slurm_job() {
  const char* array = std::getenv("SLURM_ARRAY_JOB_ID");
  const char* task = std::getenv("SLURM_ARRAY_TASK_ID");
  if (array != nullptr && task != nullptr) return std::string(array) + "_" + task;
  const char* job = std::getenv("SLURM_JOB_ID");
  return job == nullptr ? "" : job;
}

}  // namespace efs::cli
