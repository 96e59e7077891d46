#include "cli/torch/search/search_progress.h"

#include <fmt/format.h>

#include "cli/torch/interrupt.h"
#include "core/text/outside_text.h"
#include "search/objectives/ranking.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

search::Metrics metrics_at(study::Trial trial, const study::EpochRecord& record,
                           const search::Fitness& fitness) {
  trial.epochs = {record};
  return search::metrics_of(trial, fitness);
}

}  // namespace

SearchProgress::SearchProgress(const tune::SearchOptions& options, study::Storage& storage,
                               std::string part)
    : fitness_(options.fitness),
      accuracy_(options.fitness.task.accuracy_metric()),
      staged_(options.strategy.scheduler == search::SchedulerKind::kStaged),
      part_(std::move(part)),
      time_left_(options, storage),
      trials_(search::planned_trials(options.strategy, options.space)) {}

void SearchProgress::begin(const study::History& history) {
  for (const auto& trial : history.trials) {
    for (const auto& record : trial.epochs) consider(trial, record);
  }
}

void SearchProgress::consider(const study::Trial& trial, const study::EpochRecord& record) {
  const auto value = fitness_.value(metrics_at(trial, record, fitness_));
  if (!value || (best_ && !fitness_.better(*value, best_->fitness))) return;
  best_ = {.fitness = *value,
           .accuracy = record.metrics.value(accuracy_.name),
           .name = tune::label_of(trial.params)};
}

SearchProgress::Running& SearchProgress::running(const study::Trial& trial, int epoch,
                                                 double share) {
  Running& entry = running_[trial.number];
  entry.name =
      fmt::format("trial {}{} {}", trial.number + 1, trials_ ? fmt::format("/{}", *trials_) : "",
                  tune::label_of(trial.params));
  entry.stage = trial.stage;
  entry.epoch = epoch;
  entry.target_epoch = trial.target_epoch;
  entry.share = share;
  return entry;
}

std::string SearchProgress::state_line() {
  std::string line;
  double images_per_second = 0.0;
  std::map<int, double> epochs;
  for (const auto& [number, entry] : running_) {
    line +=
        fmt::format("{}{}: stage {}, epoch {}/{} ({:.0f} % of it)", line.empty() ? "" : " | ",
                    entry.name, entry.stage, entry.epoch, entry.target_epoch, 100.0 * entry.share);
    images_per_second += entry.images_per_second;
    epochs[number] = entry.epoch - 1 + entry.share;
  }
  if (best_) {
    line += fmt::format(" | best fitness {:.3f}, {} {:.3f}: {}", best_->fitness, accuracy_.label,
                        best_->accuracy, best_->name);
  }
  if (images_per_second > 0.0) line += fmt::format(" | {:.0f} images/s", images_per_second);
  if (running_.empty()) return line;
  if (const std::string left = time_left_.text(epochs); !left.empty()) {
    line += fmt::format(" | {}{}", left, part_.empty() ? "" : " of " + part_);
  }
  return line;
}

void SearchProgress::acknowledge_interrupts(const char* current_work) {
  const tune::StopRequest asked = InterruptGuard::requested();
  if (asked == told_) return;
  told_ = asked;
  if (asked == tune::StopRequest::kAfterEpoch) {
    progress_.note(
        fmt::format("stopping after this {0}, which is saved; Ctrl-C again stops now and loses it",
                    current_work));
  } else {
    progress_.note("stopping now");
  }
}

void SearchProgress::time_passes() {
  acknowledge_interrupts(running_.empty() ? "measurement" : "epoch");
}

void SearchProgress::measuring(const study::Params& network) {
  acknowledge_interrupts("measurement");
  progress_.update(fmt::format("measuring {}", tune::label_of(network)));
}

void SearchProgress::measured(const study::Trial& trial) {
  std::string line = fmt::format("measured {}: {:.2f} ms", tune::label_of(trial.params),
                                 trial.latency()->median_ms);
  for (const auto& [target, latency] : trial.cost->latencies) {
    if (target == study::kFirstTarget) continue;
    line += fmt::format(", {} {:.2f} ms", target, latency.median_ms);
  }
  progress_.update(line);
}

void SearchProgress::training(const study::Trial& trial, int epoch, double share) {
  acknowledge_interrupts("epoch");
  running(trial, epoch, share);
  progress_.update(state_line());
}

void SearchProgress::epoch_done(const study::Trial& trial, const EpochRecord& result) {
  time_left_.study_changed();
  running(trial, result.epoch, 1.0).images_per_second = result.images_per_second;
  consider(trial, result);
  progress_.update(state_line());
}

void SearchProgress::trial_ended(const study::Trial& trial, study::TrialState state,
                                 const std::string& reason) {
  time_left_.study_changed();
  running_.erase(trial.number);
  if (state == study::TrialState::kPaused) return;
  if (state == study::TrialState::kQueued) {
    progress_.note(fmt::format("trial {}: {}", trial.number, printable(reason)));
    return;
  }
  progress_.note(fmt::format("trial {} ({}) {}: {}", trial.number, tune::label_of(trial.params),
                             study::to_string(state), printable(reason)));
}

void SearchProgress::promoted(int trials, int stage, int target_epoch) {
  time_left_.study_changed();
  // One after the other go on all the time where stages are rungs.
  if (trials == 1 && !staged_) return;
  progress_.note(fmt::format("stage {}: {} go on to epoch {}", stage, trials, target_epoch));
}

}  // namespace efs::cli
