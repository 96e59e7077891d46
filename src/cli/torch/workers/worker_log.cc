#include "cli/torch/workers/worker_log.h"

#include <fmt/format.h>

#include <cstdio>

#include "core/text/outside_text.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

/// A log file is read while it grows.
void print_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace

void WorkerLog::epoch_done(const study::Trial& trial, const EpochRecord& result) {
  const search::Task task;
  print_line(fmt::format("trial {} ({}), stage {}: epoch {}/{}, {} {:.4f}, loss {:.4g}, {:.1f} s",
                         trial.number, tune::label_of(trial.params), trial.stage, result.epoch,
                         trial.target_epoch, task.accuracy_metric().label,
                         result.metrics.value(task.accuracy), result.metrics.value(task.loss),
                         result.seconds));
}

void WorkerLog::trial_ended(const study::Trial& trial, study::TrialState state,
                            const std::string& reason) {
  print_line(fmt::format("trial {}: {}{}{}", trial.number, study::to_string(state),
                         reason.empty() ? "" : ", ", printable(reason)));
}

void WorkerLog::promoted(int trials, int stage, int target_epoch) {
  print_line(fmt::format("stage {}: {} trials go on to epoch {}", stage, trials, target_epoch));
}

}  // namespace efs::cli
