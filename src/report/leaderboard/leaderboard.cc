#include "report/leaderboard/leaderboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text/outside_text.h"
#include "report/leaderboard/front.h"
#include "search/objectives/ranking.h"

namespace efs::report {
namespace {

constexpr std::size_t kLongestLabel = 200;

using study::Trial;

template <typename T>
std::optional<T> parameter(const Trial& trial, const std::string& name) {
  const auto found = trial.params.find(name);
  if (found == trial.params.end()) return std::nullopt;
  if (const T* value = std::get_if<T>(&found->second)) return *value;
  return std::nullopt;
}

std::optional<double> finite(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> as_real(std::optional<std::int64_t> value) {
  return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
}

/// The epoch whose metrics `metrics_of` chose: the latest record that shows them.
std::optional<int> epoch_of(const Trial& trial, const search::Metrics& metrics,
                            const search::Task& task) {
  if (!metrics.find(task.accuracy)) return std::nullopt;
  for (auto record = trial.epochs.rbegin(); record != trial.epochs.rend(); ++record) {
    const auto same = [&](const std::string& name) {
      return record->metrics.find(name) == metrics.find(name);
    };
    if (same(task.accuracy) && same(task.loss)) return record->epoch;
  }
  return std::nullopt;
}

LeaderboardRow make_row(const Trial& trial, const search::Metrics& metrics,
                        std::optional<double> fitness, const ReportSource& source) {
  LeaderboardRow row;
  row.trial = trial.number;
  row.state = trial.state;
  row.stage = trial.stage;
  row.epochs = trial.epochs_done();
  row.architecture = parameter<std::string>(trial, "architecture").value_or("");
  const auto made = source.made_networks.find(trial.number);
  const bool is_made = made != source.made_networks.end();
  if (is_made) row.architecture = made->second;
  if (const auto found = source.feature_dims.find(row.architecture);
      found != source.feature_dims.end()) {
    row.feature_dim = found->second;
  }
  row.learning_rate = parameter<double>(trial, "learning_rate");
  for (const auto& [name, value] : trial.params) {
    if (name == "architecture" || name == "learning_rate") continue;
    if (is_made && std::ranges::count(source.made_of, name) > 0) continue;
    row.choices[name] = study::to_string(value);
  }
  row.best_epoch = epoch_of(trial, metrics, source.fitness.task);
  row.task = source.fitness.task.name;
  for (const search::Metric& metric : search::epoch_metrics(source.fitness.task)) {
    row.metrics.set(metric.name, finite(metrics.find(metric.name)));
  }
  row.accuracy = row.metrics.find(source.fitness.task.accuracy);
  if (const auto* latency = trial.latency()) {
    row.latency_ms = finite(latency->median_ms);
    row.latency_p90_ms = finite(latency->p90_ms);
  }
  const study::TrialCost cost = trial.cost.value_or(study::TrialCost{});
  // Names that the configuration does not have are not believed: they reach files and pages.
  const auto& targets = source.fitness.target_names;
  for (const auto& [target, latency] : cost.latencies) {
    if (target == study::kFirstTarget) continue;
    if (std::ranges::count(targets, target) == 0) continue;
    if (std::isfinite(latency.median_ms)) row.other_latencies_ms[target] = latency.median_ms;
  }
  row.weight_count = cost.weight_count;
  row.macs = cost.macs;
  row.size_mb = finite(cost.size_mb);
  row.fitness = finite(fitness);
  row.reason = trial.reason;
  return row;
}

/// Names the choices in which the rows differ.
void name_variants(Rows& rows) {
  std::map<std::string, std::set<std::string>> values;
  for (const LeaderboardRow& row : rows) {
    for (const auto& [name, value] : row.choices) values[name].insert(value);
  }
  for (LeaderboardRow& row : rows) {
    for (const auto& [name, value] : row.choices) {
      if (values[name].size() < 2) continue;
      row.variant += fmt::format("{}{}={}", row.variant.empty() ? "" : " ", name, value);
    }
  }
}

}  // namespace

std::string network_label(const LeaderboardRow& row) {
  const std::string name =
      row.architecture.empty() ? fmt::format("trial {}", row.trial) : row.architecture;
  return printable(row.variant.empty() ? name : name + " " + row.variant, kLongestLabel);
}

std::string trial_label(const LeaderboardRow& row) {
  const std::string name = network_label(row);
  return row.learning_rate ? fmt::format("{} (lr {:g})", name, *row.learning_rate) : name;
}

Rows leaderboard_rows(const ReportSource& source) {
  const search::Fitness fitness(source.fitness);
  Rows rows;
  for (const search::Ranked& ranked : search::leaderboard(source.history, fitness, source.order)) {
    rows.push_back(
        make_row(source.history.trial(ranked.number), ranked.metrics, ranked.fitness, source));
    rows.back().rank = static_cast<int>(rows.size());
  }
  name_variants(rows);
  mark_front(rows, source.reference_latency_ms);
  return rows;
}

const LeaderboardRow* winner(const Rows& rows) {
  const auto found = std::ranges::find_if(rows, [](const LeaderboardRow& row) {
    return row.fitness && !study::is_fruitless(row.state);
  });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<search::Metric> shown_metrics(const Rows& rows) {
  std::vector<search::Metric> shown =
      search::epoch_metrics(rows.empty() ? search::Task{} : search::task(rows.front().task));
  std::erase_if(shown, [&](const search::Metric& metric) {
    return !metric.always && std::none_of(rows.begin(), rows.end(), [&](const auto& row) {
      return row.metrics.find(metric.name).has_value();
    });
  });
  return shown;
}

std::vector<search::Metric> metrics_by_importance(const Rows& rows) {
  auto shown = shown_metrics(rows);
  std::ranges::stable_sort(shown, {}, &search::Metric::goes);
  return shown;
}

search::Metrics metrics_at(const study::EpochRecord& record, const LeaderboardRow& row) {
  search::Metrics metrics = record.metrics;
  metrics.set("latency_ms", row.latency_ms);
  for (const auto& [target, latency_ms] : row.other_latencies_ms) {
    metrics.set(search::latency_metric(target), latency_ms);
  }
  metrics.set("params", as_real(row.weight_count));
  metrics.set("macs", as_real(row.macs));
  metrics.set("size_mb", row.size_mb);
  return metrics;
}

std::optional<double> latency_on(const LeaderboardRow& row, const std::string& target) {
  const auto found = row.other_latencies_ms.find(target);
  if (found == row.other_latencies_ms.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> other_targets(const Rows& rows) {
  std::set<std::string> names;
  for (const LeaderboardRow& row : rows) {
    for (const auto& latency : row.other_latencies_ms) names.insert(latency.first);
  }
  return {names.begin(), names.end()};
}

Totals totals(const study::History& history) {
  Totals result;
  for (const Trial& trial : history.trials) {
    ++result.trials;
    ++result.states[trial.state];
    result.epochs += static_cast<int>(trial.epochs.size());
    for (const study::EpochRecord& record : trial.epochs) result.seconds += record.seconds;
  }
  return result;
}

}  // namespace efs::report
