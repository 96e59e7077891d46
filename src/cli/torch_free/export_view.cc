#include "cli/torch_free/export_view.h"

#include "cli/config/search_config.h"

namespace efs::cli {
namespace {

template <typename T>
void put(std::map<std::string, Json>& attributes, const char* name, const std::optional<T>& value) {
  if (value) attributes[name] = *value;
}

}  // namespace

ExportView::ExportView(const report::ReportSource& source) {
  auto config = Config::parse(source.info.config_yaml, "study.yaml");
  const auto options = parse_search_config(config);
  base_.accuracy = options.fitness.task.accuracy;
  base_.maximize = options.fitness.direction == search::Direction::kMaximize;
  for (const auto& parameter : options.space.parameters) {
    if (const auto& range = parameter.range) {
      base_.ranges[parameter.name] = {range->low, range->high, range->step, range->logarithmic,
                                      range->integer};
    } else {
      base_.choices[parameter.name] = parameter.values;
    }
  }
  for (const auto& row : report::leaderboard_rows(source)) rows_[row.trial] = row;
}

study::OptunaView ExportView::optuna() const {
  study::OptunaView view = base_;
  view.value = [this](const study::Trial& trial) { return rows_.at(trial.number).fitness; };
  view.attributes = [this](const study::Trial& trial) {
    const report::LeaderboardRow& row = rows_.at(trial.number);
    std::map<std::string, Json> attributes{{"efs_state", study::to_string(trial.state)},
                                           {"stage", trial.stage},
                                           {"seed", trial.seed},
                                           {"rank", row.rank},
                                           {"on_front", row.on_front}};
    if (!trial.reason.empty()) attributes["reason"] = trial.reason;
    if (trial.batch_halvings > 0) attributes["batch_halvings"] = trial.batch_halvings;
    put(attributes, "best_epoch", row.best_epoch);
    for (const auto& [name, value] : row.metrics) attributes[name] = value;
    put(attributes, "latency_ms", row.latency_ms);
    for (const auto& [target, latency_ms] : row.other_latencies_ms) {
      attributes[search::latency_metric(target)] = latency_ms;
    }
    put(attributes, "params", row.weight_count);
    put(attributes, "macs", row.macs);
    put(attributes, "size_mb", row.size_mb);
    return attributes;
  };
  return view;
}

study::CurveTags ExportView::tags() {
  study::CurveTags tags;
  for (const auto& metric : search::epoch_metrics()) tags[metric.name] = metric.tag;
  return tags;
}

study::TrialMetrics ExportView::metrics() const {
  return [this](const study::Trial& trial) {
    const report::LeaderboardRow& row = rows_.at(trial.number);
    std::map<std::string, double> metrics;
    if (row.fitness) metrics["fitness"] = *row.fitness;
    if (row.latency_ms) metrics["latency_ms"] = *row.latency_ms;
    for (const auto& [target, latency_ms] : row.other_latencies_ms) {
      metrics[search::latency_metric(target)] = latency_ms;
    }
    if (row.weight_count) metrics["params"] = static_cast<double>(*row.weight_count);
    if (row.macs) metrics["macs"] = static_cast<double>(*row.macs);
    if (row.size_mb) metrics["size_mb"] = *row.size_mb;
    return metrics;
  };
}

}  // namespace efs::cli
