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

void WorkerLog::epoch_done(const study::Trial& trial, const train::EpochResult& result) {
  print_line(fmt::format("trial {} ({}), stage {}: epoch {}/{}, IoU {:.4f}, loss {:.4g}, {:.1f} s",
                         trial.number, tune::label_of(trial.params), trial.stage, result.epoch,
                         trial.target_epoch, result.val_iou, result.val_loss, result.seconds));
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
