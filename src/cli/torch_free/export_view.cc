#include "cli/torch_free/export_view.h"

#include "cli/config/search_config.h"
#include "report/leaderboard/leaderboard.h"

namespace efs::cli {
namespace {

std::map<int, report::LeaderboardRow> rows_by_trial(const report::ReportSource& source) {
  std::map<int, report::LeaderboardRow> rows;
  for (const auto& row : report::leaderboard_rows(source)) rows[row.trial] = row;
  return rows;
}

/// Calls `put(name, value)` for each number that is known of a trial before training.
template <typename Put>
void each_cost(const report::LeaderboardRow& row, const Put& put) {
  if (row.latency_ms) put("latency_ms", *row.latency_ms);
  for (const auto& [target, latency_ms] : row.other_latencies_ms) {
    put(search::latency_metric(target), latency_ms);
  }
  if (row.weight_count) put("params", *row.weight_count);
  if (row.macs) put("macs", *row.macs);
  if (row.size_mb) put("size_mb", *row.size_mb);
}

}  // namespace

study::OptunaView optuna_view(const report::ReportSource& source) {
  const auto options = study_options(source.info, {});
  study::OptunaView view{.maximize = options.fitness.direction == search::Direction::kMaximize,
                         .accuracy = options.fitness.task.accuracy};
  for (const auto& parameter : options.space.parameters) {
    if (parameter.range) {
      view.ranges[parameter.name] = *parameter.range;
    } else {
      view.choices[parameter.name] = parameter.values;
    }
  }
  const auto rows = rows_by_trial(source);
  view.value = [rows](const study::Trial& trial) { return rows.at(trial.number).fitness; };
  view.attributes = [rows](const study::Trial& trial) {
    const report::LeaderboardRow& row = rows.at(trial.number);
    std::map<std::string, Json> attributes{{"efs_state", study::to_string(trial.state)},
                                           {"stage", trial.stage},
                                           {"seed", trial.seed},
                                           {"rank", row.rank},
                                           {"on_front", row.on_front}};
    if (!trial.reason.empty()) attributes["reason"] = trial.reason;
    if (trial.batch_halvings > 0) attributes["batch_halvings"] = trial.batch_halvings;
    if (row.best_epoch) attributes["best_epoch"] = *row.best_epoch;
    for (const auto& [name, value] : row.metrics) attributes[name] = value;
    each_cost(row, [&](const std::string& name, auto value) { attributes[name] = value; });
    return attributes;
  };
  return view;
}

study::CurveTags curve_tags() {
  study::CurveTags tags;
  for (const auto& metric : search::epoch_metrics()) tags[metric.name] = metric.tag;
  return tags;
}

study::TrialMetrics trial_metrics(const report::ReportSource& source) {
  return [rows = rows_by_trial(source)](const study::Trial& trial) {
    const report::LeaderboardRow& row = rows.at(trial.number);
    std::map<std::string, double> metrics;
    if (row.fitness) metrics["fitness"] = *row.fitness;
    each_cost(row, [&](const std::string& name, auto value) {
      metrics[name] = static_cast<double>(value);
    });
    return metrics;
  };
}

}  // namespace efs::cli
