// The workers of a search as jobs of a Slurm cluster.
#pragma once

#include <filesystem>
#include <string>

#include "cli/torch/workers/study_watcher.h"
#include "tune/study/study_setup.h"

namespace efs::cli {

/// Keeps as many tasks in Slurm's queue as there are trials to train, at most
/// options.slurm.max_workers; a worker that finds nothing more to do leaves. A task that is
/// requeued, preempted or cancelled gives its trial back (SIGTERM) or loses it (its lease).
class SlurmPool {
 public:
  SlurmPool(tune::OpenStudy& study, tune::WorkerObserver& observer);

  /// "up to 4 tasks named efs-faces-...; logs in ..."
  std::string describe() const;
  /// Works until the study is done or the user stops it, which cancels the tasks. Error: Slurm
  /// refuses, or tasks end again and again without having done anything.
  tune::WorkerEnd run();

 private:
  void write_script() const;
  void submit(int tasks) const;
  /// How many tasks the study can use.
  int wanted(const study::History& history) const;
  void require_fruit(const study::History& history);

  tune::OpenStudy& study_;
  tune::WorkerObserver& observer_;
  std::size_t brought_about_ = 0;  // progress when the last tasks were submitted
  int fruitless_ = 0;              // submissions in a row
  std::filesystem::path folder_;   // of script and logs
  std::string job_name_;
};

}  // namespace efs::cli
