#include "report/leaderboard/tables.h"

#include <map>
#include <set>

#include "core/text/csv.h"
#include "core/text/named_rows.h"

namespace efs::report {
namespace {

/// The names of all choices that occur.
std::vector<std::string> choice_names(const Rows& rows) {
  std::set<std::string> names;
  for (const LeaderboardRow& row : rows) {
    for (const auto& choice : row.choices) names.insert(choice.first);
  }
  return {names.begin(), names.end()};
}

/// One after the other.
std::vector<std::string> columns(const std::vector<std::vector<std::string>>& groups) {
  std::vector<std::string> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

using Metrics = std::vector<search::Metric>;

void add_metrics(CsvWriter& csv, const Metrics& metrics, const NamedValues& values) {
  for (const search::Metric& metric : metrics) csv.add(values.find(metric.name));
}

void add_choices(CsvWriter& csv, const LeaderboardRow& row, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = row.choices.find(name);
    csv.add(found == row.choices.end() ? "" : found->second);
  }
}

/// Names of columns behind the fixed ones: latencies on further targets, then all choices that
/// occur.
struct MoreColumns {
  std::vector<std::string> targets;
  std::vector<std::string> choices;

  explicit MoreColumns(const Rows& rows)
      : targets(other_targets(rows)), choices(choice_names(rows)) {}
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const std::string& target : targets) all.push_back(search::latency_metric(target));
    return columns({all, choices});
  }
  void add(CsvWriter& csv, const LeaderboardRow& row) const {
    for (const std::string& target : targets) csv.add(latency_on(row, target));
    add_choices(csv, row, choices);
  }
};

}  // namespace

std::string results_csv(const ReportSource& source, const Rows& rows) {
  std::map<int, const LeaderboardRow*> by_number;
  for (const LeaderboardRow& row : rows) by_number[row.trial] = &row;
  const search::Fitness fitness(source.fitness);

  const MoreColumns more(rows);
  const Metrics metrics = shown_metrics(rows);
  CsvWriter csv(columns(
      {{"trial", "stage", "architecture", "feature_dim", "learning_rate", "epoch", "train_loss"},
       names_of(metrics),
       {"latency_ms", "fitness", "state", "seconds", "images_per_second", "params", "macs",
        "size_mb"},
       more.names()}));
  for (const study::Trial& trial : source.history.trials) {
    const LeaderboardRow& row = *by_number.at(trial.number);
    for (const study::EpochRecord& record : trial.epochs) {
      csv.add(trial.number).add(record.stage).add(row.architecture).add(row.feature_dim);
      csv.add(row.learning_rate).add(record.epoch);
      csv.add(record.train_loss);
      add_metrics(csv, metrics, record.metrics);
      csv.add(row.latency_ms).add(fitness.value(metrics_at(record, row)));
      csv.add(study::to_string(trial.state)).add(record.seconds).add(record.images_per_second);
      csv.add(row.weight_count).add(row.macs).add(row.size_mb);
      more.add(csv, row);
      csv.end_line();
    }
  }
  return csv.text();
}

std::string curves_csv(const ReportSource& source, const Rows& rows) {
  std::map<int, const LeaderboardRow*> by_number;
  for (const LeaderboardRow& row : rows) by_number[row.trial] = &row;
  const std::vector<std::string> choices = choice_names(rows);
  const std::string loss = source.fitness.task.loss;
  Metrics others = shown_metrics(rows);
  std::erase_if(others, [&](const search::Metric& metric) { return metric.name == loss; });
  CsvWriter csv(
      columns({{"architecture", "learning_rate", "epoch", "train_loss", loss, "latency_s"},
               choices,
               names_of(others),
               {"seconds"}}));
  for (const study::Trial& trial : source.history.trials) {
    const LeaderboardRow& row = *by_number.at(trial.number);
    for (const study::EpochRecord& record : trial.epochs) {
      if (!trial.counts(record)) continue;
      csv.add(row.architecture).add(row.learning_rate).add(record.epoch);
      csv.add(record.train_loss).add(record.metrics.find(loss));
      csv.add(row.latency_ms ? std::optional(*row.latency_ms * 1e-3) : std::nullopt);
      add_choices(csv, row, choices);
      add_metrics(csv, others, record.metrics);
      csv.add(record.seconds);
      csv.end_line();
    }
  }
  return csv.text();
}

std::string leaderboard_csv(const Rows& rows) {
  const MoreColumns more(rows);
  const Metrics metrics = shown_metrics(rows);
  CsvWriter csv(columns(
      {{"rank", "trial", "state", "stage", "epochs", "architecture", "learning_rate", "best_epoch"},
       names_of(metrics),
       {"latency_ms", "latency_p90_ms", "params", "macs", "size_mb", "fitness", "on_front", "knee",
        "hypervolume_contribution", "hypervolume", "reason"},
       more.names()}));
  for (const LeaderboardRow& row : rows) {
    csv.add(row.rank).add(row.trial).add(study::to_string(row.state)).add(row.stage);
    csv.add(row.epochs).add(row.architecture).add(row.learning_rate).add(row.best_epoch);
    add_metrics(csv, metrics, row.metrics);
    csv.add(row.latency_ms).add(row.latency_p90_ms);
    csv.add(row.weight_count).add(row.macs).add(row.size_mb).add(row.fitness);
    csv.add(row.on_front ? "true" : "false").add(row.knee ? "true" : "false");
    csv.add(row.hypervolume_contribution).add(row.hypervolume).add(row.reason);
    more.add(csv, row);
    csv.end_line();
  }
  return csv.text();
}

}  // namespace efs::report
