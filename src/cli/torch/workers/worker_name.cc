#include "cli/torch/workers/worker_name.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "cli/slurm_queue.h"
#include "core/text/parse_number.h"

namespace efs::cli {
namespace {

std::string host_name() {
  char host[256] = "localhost";
  ::gethostname(host, sizeof host - 1);
  return host;
}

/// Whether the worker's process ran here and is no more.
bool is_dead_here(const std::string& name) {
  const std::string host = host_name() + ":";
  if (!name.starts_with(host)) return false;
  const std::string_view rest = std::string_view(name).substr(host.size());
  const auto process = parse_number<pid_t>(rest.substr(0, rest.find(':')));
  return process && *process > 0 && ::kill(*process, 0) != 0 && errno == ESRCH;
}

}  // namespace

std::string worker_name(const std::string& part) {
  std::string name = fmt::format("{}:{}", host_name(), ::getpid());
  if (!part.empty()) name += ":" + part;
  const std::string job = own_slurm_job();
  return job.empty() ? name : name + ":slurm-" + job;
}

void release_trials_of_the_dead(study::Storage& storage) {
  for (const study::Trial& trial : storage.history().trials) {
    if (trial.state != study::TrialState::kRunning || !is_dead_here(trial.worker)) continue;
    try {
      storage.release(trial.lease());
    } catch (const study::LeaseLost&) {
      // Another process has released it already.
    }
  }
}

}  // namespace efs::cli
