// A Slurm cluster of the test's own: munged, slurmctld and slurmd on this machine, as one node of
// two processors, without systemd and control groups. Needs root.
#pragma once

#include <string>

#include "support/temporary_folder.h"

namespace efs::testing {

/// While one exists, SLURM_CONF leads Slurm's commands to it.
class SlurmCluster {
 public:
  /// std::runtime_error with the logs, if it does not come up.
  SlurmCluster();
  ~SlurmCluster();
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  /// What a command prints. std::runtime_error: it failed.
  std::string run(const std::string& command) const;

 private:
  void write_configuration() const;

  TemporaryFolder folder_;
};

}  // namespace efs::testing
