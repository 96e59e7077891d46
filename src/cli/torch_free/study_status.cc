#include "cli/torch_free/study_status.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "cli/slurm_queue.h"
#include "core/error.h"

namespace efs::cli {
namespace {

Json row_json(const report::LeaderboardRow& row) {
  Json json{{"trial", row.trial},
            {"architecture", row.architecture},
            {"learning_rate", optional_json(row.learning_rate)},
            {"state", study::to_string(row.state)},
            {"stage", row.stage},
            {"epochs", row.epochs}};
  for (const search::Metric& metric : report::metrics_by_importance({row})) {
    json[metric.name] = optional_json(row.metrics.find(metric.name));
  }
  json["latency_ms"] = optional_json(row.latency_ms);
  json["other_latencies_ms"] = row.other_latencies_ms;
  json["params"] = optional_json(row.weight_count);
  json["macs"] = optional_json(row.macs);
  json["size_mb"] = optional_json(row.size_mb);
  json["fitness"] = optional_json(row.fitness);
  return json;
}

Json to_json(const search::Budget& budget, double worked_s) {
  return {{"trials", optional_json(budget.trials)},
          {"epochs", optional_json(budget.epochs)},
          {"hours", optional_json(budget.hours)},
          {"worked_hours", budget.hours ? Json(worked_s / 3600.0) : Json(nullptr)}};
}

/// "vm:374:slurm-12_3" -> "12_3"
std::string slurm_job_of(const std::string& worker) {
  constexpr std::string_view kMark = ":slurm-";
  const auto at = worker.find(kMark);
  return at == std::string::npos ? "" : worker.substr(at + kMark.size());
}

/// Adds the state of each trial's Slurm job, on a machine of the cluster.
void ask_slurm(std::vector<RunningTrial>& running) {
  if (std::ranges::all_of(running, &std::string::empty, &RunningTrial::slurm_job)) return;
  std::map<std::string, std::string> states;
  try {
    for (const SlurmJob& job : slurm_jobs("")) states[job.id] = job.state;
  } catch (const Error&) {
    return;  // not a machine of the cluster
  }
  for (RunningTrial& trial : running) trial.slurm_state = states[trial.slurm_job];
}

}  // namespace

StudyStatus study_status(const StudyReading& reading, const std::filesystem::path& folder) {
  const report::ReportSource& source = reading.source;
  StudyStatus status{.name = source.info.name,
                     .folder = folder,
                     .accuracy = source.fitness.task.accuracy_metric(),
                     .age_s = std::max(0.0, reading.now_s - source.info.created_unix_s),
                     .idle_s = std::max(0.0, reading.now_s - reading.written_s),
                     .stages = static_cast<int>(source.stages.size()),
                     .done = !source.history.trials.empty(),
                     .totals = report::totals(source.history),
                     .time_left = search::time_left(source.history, reading.outlook),
                     .budget = reading.outlook.strategy.budget,
                     .worked_s = source.history.elapsed_s,
                     .running = {},
                     .targets_away = reading.targets_away,
                     .rows = report::leaderboard_rows(source)};
  std::map<int, std::string> labels;
  for (const report::LeaderboardRow& row : status.rows) {
    labels[row.trial] = report::trial_label(row);
  }
  for (const study::Trial& trial : source.history.trials) {
    status.stage = std::max(status.stage, trial.stage);
    status.done = status.done && study::has_ended(trial.state);
    if (trial.state != study::TrialState::kRunning) continue;
    RunningTrial running{.trial = trial.number,
                         .label = labels[trial.number],
                         .worker = trial.worker,
                         .stage = trial.stage,
                         .epochs = trial.epochs_done(),
                         .target_epoch = trial.target_epoch,
                         .last_accuracy = std::nullopt,
                         .heartbeat_age_s = std::max(0.0, reading.now_s - trial.heartbeat_s),
                         .slurm_job = slurm_job_of(trial.worker),
                         .slurm_state = {},
                         .silent = trial.lease_until_s < reading.now_s};
    if (!trial.epochs.empty()) {
      running.last_accuracy = trial.epochs.back().metrics.find(status.accuracy.name);
      status.images_per_second += trial.epochs.back().images_per_second;
    }
    status.running.push_back(std::move(running));
  }
  ask_slurm(status.running);
  return status;
}

Json to_json(const StudyStatus& status) {
  Json trials = Json::object();
  for (const auto& [state, count] : status.totals.states) trials[study::to_string(state)] = count;
  Json running = Json::array();
  for (const RunningTrial& trial : status.running) {
    running.push_back({{"trial", trial.trial},
                       {"label", trial.label},
                       {"worker", trial.worker},
                       {"stage", trial.stage},
                       {"epochs", trial.epochs},
                       {"target_epoch", trial.target_epoch},
                       {"last_" + status.accuracy.name, optional_json(trial.last_accuracy)},
                       {"heartbeat_age_s", trial.heartbeat_age_s},
                       {"silent", trial.silent},
                       {"slurm_job", trial.slurm_job},
                       {"slurm_state", trial.slurm_state}});
  }
  const report::LeaderboardRow* best = report::winner(status.rows);
  return {{"study", status.name},
          {"folder", status.folder.string()},
          {"accuracy", status.accuracy.name},
          {"age_s", status.age_s},
          {"idle_s", status.idle_s},
          {"done", status.done},
          {"targets_away", status.targets_away},
          {"stage", status.stage},
          {"stages", status.stages},
          {"trial_count", status.totals.trials},
          {"trials", std::move(trials)},
          {"epochs", status.totals.epochs},
          {"training_s", status.totals.seconds},
          {"images_per_second", status.images_per_second},
          {"time_left_s", status.time_left ? Json(status.time_left->seconds) : Json(nullptr)},
          {"budget", to_json(status.budget, status.worked_s)},
          {"running", std::move(running)},
          {"best", best == nullptr ? Json(nullptr) : row_json(*best)}};
}

}  // namespace efs::cli
