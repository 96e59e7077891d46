#include "report/leaderboard/study_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/outside_text.h"

namespace efs::report {
namespace {

std::string accuracy_text(const study::EpochRecord& record, const search::Metric& accuracy) {
  const auto value = record.metrics.find(accuracy.name);
  return value ? fmt::format(": {} {:.{}f}", accuracy.label, *value, accuracy.digits) : "";
}

/// The lines of one trial, in their order.
void add_lines(const study::Trial& trial, const search::Metric& accuracy,
               std::vector<LogLine>& lines) {
  double last_s = 0.0;
  for (std::size_t i = 0; i < trial.epochs.size(); ++i) {
    const study::EpochRecord& record = trial.epochs[i];
    if (!(record.finished_unix_s > 0.0)) continue;
    last_s = record.finished_unix_s;
    if (i == 0) {
      lines.push_back({last_s - record.seconds, trial.number,
                       "began on " + printable(record.worker.empty() ? "?" : record.worker)});
    }
    const bool stage_ends = i + 1 < trial.epochs.size()
                                ? trial.epochs[i + 1].stage != record.stage
                                : !study::is_under_way(trial.state) || record.stage < trial.stage;
    if (!stage_ends) continue;
    lines.push_back({last_s, trial.number,
                     fmt::format("stage {}, epoch {}{}", record.stage, record.epoch,
                                 accuracy_text(record, accuracy))});
  }
  if (!study::has_ended(trial.state)) return;
  const double ended_s = std::max(last_s, trial.heartbeat_s);
  if (!(ended_s > 0.0)) return;
  const std::string reason = trial.reason.empty() ? "" : ": " + printable(trial.reason);
  lines.push_back({ended_s, trial.number, study::to_string(trial.state) + reason});
}

}  // namespace

std::vector<LogLine> study_log(const ReportSource& source, std::size_t most) {
  std::vector<LogLine> lines;
  for (const study::Trial& trial : source.history.trials) {
    add_lines(trial, source.fitness.task.accuracy_metric(), lines);
  }
  std::ranges::stable_sort(lines, {}, &LogLine::unix_s);
  if (lines.size() > most) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  }
  return lines;
}

}  // namespace efs::report
