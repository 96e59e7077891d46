#include "cli/front/study_status.h"

#include <algorithm>
#include <map>

namespace efs::cli {
namespace {

bool ended(study::TrialState state) {
  return state != study::TrialState::kQueued && state != study::TrialState::kRunning &&
         state != study::TrialState::kPaused;
}

template <typename T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json row_json(const report::LeaderboardRow& row) {
  return {{"trial", row.trial},
          {"architecture", row.architecture},
          {"learning_rate", optional_json(row.learning_rate)},
          {"state", study::to_string(row.state)},
          {"stage", row.stage},
          {"epochs", row.epochs},
          {"val_iou", optional_json(row.val_iou)},
          {"val_loss", optional_json(row.val_loss)},
          {"latency_ms", optional_json(row.latency_ms)},
          {"params", optional_json(row.params)},
          {"macs", optional_json(row.macs)},
          {"size_mb", optional_json(row.size_mb)},
          {"fitness", optional_json(row.fitness)}};
}

}  // namespace

StudyStatus study_status(const StudyReading& reading, const std::filesystem::path& folder) {
  const report::ReportSource& source = reading.source;
  StudyStatus status{.name = source.info.name,
                     .folder = folder,
                     .age_s = std::max(0.0, reading.now_s - source.info.created_unix_s),
                     .idle_s = std::max(0.0, reading.now_s - reading.written_s),
                     .stages = static_cast<int>(source.stages.size()),
                     .done = !source.history.trials.empty(),
                     .totals = report::totals(source.history),
                     .pace = pace_of(source),
                     .running = {},
                     .rows = report::leaderboard_rows(source)};
  std::map<int, std::string> labels;
  for (const report::LeaderboardRow& row : status.rows) {
    labels[row.trial] = report::trial_label(row);
  }
  for (const study::Trial& trial : source.history.trials) {
    status.stage = std::max(status.stage, trial.stage);
    status.done = status.done && ended(trial.state);
    if (trial.state != study::TrialState::kRunning) continue;
    RunningTrial running{.trial = trial.number,
                         .label = labels[trial.number],
                         .worker = trial.worker,
                         .stage = trial.stage,
                         .epochs = trial.epochs_done(),
                         .target_epoch = trial.target_epoch,
                         .last_val_iou = std::nullopt,
                         .heartbeat_age_s = std::max(0.0, reading.now_s - trial.heartbeat_s),
                         .silent = trial.lease_until_s < reading.now_s};
    if (!trial.epochs.empty()) running.last_val_iou = trial.epochs.back().val_iou;
    status.running.push_back(std::move(running));
  }
  return status;
}

Json to_json(const StudyStatus& status) {
  Json trials = Json::object();
  for (const report::StateCount& count : status.totals.states) {
    trials[study::to_string(count.state)] = count.trials;
  }
  Json running = Json::array();
  for (const RunningTrial& trial : status.running) {
    running.push_back({{"trial", trial.trial},
                       {"label", trial.label},
                       {"worker", trial.worker},
                       {"stage", trial.stage},
                       {"epochs", trial.epochs},
                       {"target_epoch", trial.target_epoch},
                       {"last_val_iou", optional_json(trial.last_val_iou)},
                       {"heartbeat_age_s", trial.heartbeat_age_s},
                       {"silent", trial.silent}});
  }
  const report::LeaderboardRow* best = report::winner(status.rows);
  return {{"study", status.name},
          {"folder", status.folder.string()},
          {"age_s", status.age_s},
          {"idle_s", status.idle_s},
          {"done", status.done},
          {"stage", status.stage},
          {"stages", status.stages},
          {"trial_count", status.totals.trials},
          {"trials", std::move(trials)},
          {"epochs", status.totals.epochs},
          {"training_s", status.totals.seconds},
          {"images_per_second", status.pace.images_per_second},
          {"time_left_s", optional_json(status.pace.time_left_s)},
          {"running", std::move(running)},
          {"best", best == nullptr ? Json(nullptr) : row_json(*best)}};
}

}  // namespace efs::cli
