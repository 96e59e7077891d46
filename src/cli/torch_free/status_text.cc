#include "cli/torch_free/status_text.h"

#include <fmt/format.h>

#include "core/terminal/progress.h"
#include "core/text/outside_text.h"
#include "report/leaderboard/text.h"

namespace efs::cli {
namespace {

std::string stage_text(const StudyStatus& status) {
  if (status.done) return "done";
  if (status.stage == 0) return "not begun";
  return status.stages > 0 ? fmt::format("stage {}/{}", status.stage, status.stages)
                           : fmt::format("stage {}", status.stage);
}

std::string best_text(const StudyStatus& status) {
  const report::LeaderboardRow* best = report::winner(status.rows);
  if (best == nullptr) return "-";
  return fmt::format("{}: {} {:.{}f}, {:.2f} ms", report::trial_label(*best), status.accuracy.label,
                     best->accuracy.value_or(0.0), status.accuracy.digits,
                     best->latency_ms.value_or(0.0));
}

std::string accuracy_text(const search::Metric& metric, const std::optional<double>& value) {
  return value ? fmt::format(", {} {:.{}f}", metric.label, *value, metric.digits) : "";
}

std::string slurm_text(const RunningTrial& trial) {
  if (trial.slurm_job.empty()) return "";
  return fmt::format(", Slurm job {} {}", trial.slurm_job,
                     trial.slurm_state.empty() ? "not in the queue" : trial.slurm_state);
}

}  // namespace

std::string list_text(const std::vector<StudyStatus>& studies) {
  std::size_t width = 5;
  for (const StudyStatus& status : studies) {
    width = std::max(width, status.folder.string().size());
  }
  std::string text = fmt::format("{:<{}}  {:<10}{:>7}{:>8}  {:<18}best\n", "study", width, "",
                                 "trials", "epochs", "last written");
  for (const StudyStatus& status : studies) {
    text += fmt::format("{:<{}}  {:<10}{:>7}{:>8}  {:<18}{}\n", status.folder.string(), width,
                        stage_text(status), status.totals.trials, status.totals.epochs,
                        format_duration(status.idle_s) + " ago", best_text(status));
  }
  return printable_lines(text);
}

std::string status_text(const StudyStatus& status) {
  std::string text = fmt::format("study    {} ({})\n", status.folder.string(), status.name);
  text += fmt::format("state    {}; created {} ago, last written {} ago\n", stage_text(status),
                      format_duration(status.age_s), format_duration(status.idle_s));
  text +=
      fmt::format("trials   {}: {}\n", status.totals.trials, report::states_text(status.totals));
  text += fmt::format("epochs   {}, {} of training\n", status.totals.epochs,
                      format_duration(status.totals.seconds));
  if (!status.running.empty()) {
    text += fmt::format("speed    {:.0f} images/s{}\n", status.images_per_second,
                        status.time_left ? ", " + to_string(*status.time_left) : "");
  }
  for (const std::string& why : status.targets_away) {
    text += fmt::format("waiting  {}; what it has to measure waits\n", why);
  }
  for (const RunningTrial& trial : status.running) {
    text += fmt::format("running  trial {} {}, stage {}, epoch {}/{}{}, by {}, {} {} ago{}\n",
                        trial.trial, trial.label, trial.stage, trial.epochs, trial.target_epoch,
                        accuracy_text(status.accuracy, trial.last_accuracy), trial.worker,
                        trial.silent ? "silent, last heard of" : "heard of",
                        format_duration(trial.heartbeat_age_s), slurm_text(trial));
  }
  text += fmt::format("best     {}\n", best_text(status));
  if (!status.rows.empty()) text += "\n" + report::leaderboard_text(status.rows);
  return printable_lines(text);
}

}  // namespace efs::cli
