#include "cli/front/study_status.h"

#include <sys/stat.h>

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

StudyStatus study_status(const report::ReportSource& source, const std::filesystem::path& folder,
                         double now_unix_s, double written_unix_s) {
  StudyStatus status{.name = source.info.name,
                     .folder = folder,
                     .age_s = std::max(0.0, now_unix_s - source.info.created_unix_s),
                     .idle_s = std::max(0.0, now_unix_s - written_unix_s),
                     .stages = static_cast<int>(source.stages.size()),
                     .done = !source.history.trials.empty(),
                     .totals = report::totals(source.history),
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
                         .last_val_iou = std::nullopt};
    if (!trial.epochs.empty()) running.last_val_iou = trial.epochs.back().val_iou;
    status.running.push_back(std::move(running));
  }
  return status;
}

double last_written_unix_s(const std::filesystem::path& study_folder) {
  double latest = 0.0;
  for (const char* name : {"study.db", "study.db-wal"}) {
    struct stat facts {};
    if (::stat((study_folder / name).c_str(), &facts) == 0) {
      latest = std::max(latest, static_cast<double>(facts.st_mtime));
    }
  }
  return latest;
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
                       {"last_val_iou", optional_json(trial.last_val_iou)}});
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
          {"running", std::move(running)},
          {"best", best == nullptr ? Json(nullptr) : row_json(*best)}};
}

}  // namespace efs::cli
