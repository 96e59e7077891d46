#include "cli/worker/search_progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/worker/interrupt.h"
#include "core/stats.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

search::Metrics metrics_at(study::Trial trial, const study::EpochRecord& record) {
  trial.epochs = {record};
  return search::metrics_of(trial);
}

}  // namespace

SearchProgress::SearchProgress(const tune::SearchOptions& options)
    : fitness_(options.fitness),
      staged_(options.strategy.scheduler == search::SchedulerKind::kStaged),
      trials_(search::planned_trials(options.strategy, options.space)),
      work_planned_(search::planned_epochs(options.strategy, options.space)) {}

void SearchProgress::begin(const study::History& history) {
  std::vector<double> macs;
  for (const auto& trial : history.trials) {
    if (trial.macs) macs.push_back(static_cast<double>(*trial.macs));
  }
  if (!macs.empty()) mean_macs_ = mean(macs);
  for (const auto& trial : history.trials) {
    for (const auto& record : trial.epochs) {
      work_done_ += work(trial);
      seconds_worked_ += record.seconds;
      consider(trial, record);
    }
  }
}

double SearchProgress::work(const study::Trial& trial) const {
  if (!trial.macs || mean_macs_ <= 0.0) return 1.0;
  return static_cast<double>(*trial.macs) / mean_macs_;
}

void SearchProgress::consider(const study::Trial& trial, const study::EpochRecord& record) {
  const auto value = fitness_.value(metrics_at(trial, record));
  if (!value || (best_ && !fitness_.better(*value, best_->fitness))) return;
  best_ = {.fitness = *value, .val_iou = record.val_iou, .name = tune::label_of(trial.params)};
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
  entry.work = work(trial);
  return entry;
}

std::string SearchProgress::state_line() const {
  std::string line;
  double images_per_second = 0.0, work_running = 0.0;
  for (const auto& [number, entry] : running_) {
    line +=
        fmt::format("{}{}: stage {}, epoch {}/{} ({:.0f} %)", line.empty() ? "" : " | ", entry.name,
                    entry.stage, entry.epoch, entry.target_epoch, 100.0 * entry.share);
    images_per_second += entry.images_per_second;
    work_running += entry.share * entry.work;
  }
  if (best_) {
    line += fmt::format(" | best fitness {:.3f}, IoU {:.3f}: {}", best_->fitness, best_->val_iou,
                        best_->name);
  }
  if (images_per_second > 0.0) line += fmt::format(" | {:.0f} images/s", images_per_second);
  if (work_planned_ && work_done_ > 0.0 && !running_.empty()) {
    const double left = std::max(0.0, *work_planned_ - work_done_ - work_running) *
                        seconds_worked_ / work_done_ / static_cast<double>(running_.size());
    line += fmt::format(" | {} left", format_duration(left));
  }
  return line;
}

void SearchProgress::measured(const study::Trial& trial) {
  std::string line =
      fmt::format("measured {}: {:.2f} ms", tune::label_of(trial.params), trial.latency->median_ms);
  for (const auto& [target, latency] : trial.other_latencies) {
    line += fmt::format(", {} {:.2f} ms", target, latency.median_ms);
  }
  progress_.update(line);
}

void SearchProgress::training(const study::Trial& trial, int epoch, double share) {
  if (!told_about_stop_ && InterruptGuard::requested() == tune::StopRequest::kAfterEpoch) {
    told_about_stop_ = true;
    progress_.note(
        "stopping after this epoch, which is saved; Ctrl-C again stops now and loses it");
  }
  running(trial, epoch, share);
  progress_.update(state_line());
}

void SearchProgress::epoch_done(const study::Trial& trial, const train::EpochResult& result) {
  work_done_ += work(trial);
  seconds_worked_ += result.seconds;
  // What the epoch would add is in the work that is done.
  running(trial, result.epoch, 0.0).images_per_second = result.images_per_second;
  consider(trial, {.stage = trial.stage,
                   .epoch = result.epoch,
                   .val_loss = result.val_loss,
                   .val_iou = result.val_iou});
  progress_.update(state_line());
}

void SearchProgress::trial_ended(const study::Trial& trial, study::TrialState state,
                                 const std::string& reason) {
  running_.erase(trial.number);
  if (state == study::TrialState::kPaused) return;
  if (state == study::TrialState::kQueued) {
    progress_.note(fmt::format("trial {}: {}", trial.number, reason));
    return;
  }
  // What it will not train is not ahead any more.
  if (work_planned_) {
    *work_planned_ -= work(trial) * std::max(0, trial.target_epoch - trial.epochs_done());
  }
  progress_.note(fmt::format("trial {} ({}) {}: {}", trial.number, tune::label_of(trial.params),
                             study::to_string(state), reason));
}

void SearchProgress::promoted(int trials, int stage, int target_epoch) {
  // One after the other go on all the time where stages are rungs.
  if (trials == 1 && !staged_) return;
  progress_.note(fmt::format("stage {}: {} go on to epoch {}", stage, trials, target_epoch));
}

}  // namespace efs::cli
