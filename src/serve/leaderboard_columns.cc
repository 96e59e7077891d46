#include "serve/leaderboard_columns.h"

#include <algorithm>
#include <utility>

#include "report/leaderboard/front.h"

namespace efs::serve {
namespace {

using report::LeaderboardRow;

std::string on(const std::string& target) { return target.empty() ? "" : " on " + target; }

}  // namespace

std::vector<Column> leaderboard_columns(const report::ReportSource& source,
                                        const report::Rows& rows) {
  std::vector<Column> columns{
      {"rank", "#", 0, [](const LeaderboardRow& row) { return Json(row.rank); }},
      {"trial", "trial", 0, [](const LeaderboardRow& row) { return Json(row.trial); }},
      {"network", "network", -1,
       [](const LeaderboardRow& row) { return Json(report::network_label(row)); }},
      {"learning_rate", "lr", -1,
       [](const LeaderboardRow& row) { return optional_json(row.learning_rate); }},
      {"state", "state", -1,
       [](const LeaderboardRow& row) { return Json(study::to_string(row.state)); }},
      {"front", "front", -1,
       [](const LeaderboardRow& row) {
         return row.on_front ? Json(row.knee ? "knee" : "yes") : Json(nullptr);
       }},
      {"stage", "stage", 0, [](const LeaderboardRow& row) { return Json(row.stage); }},
      {"epochs", "epochs", 0, [](const LeaderboardRow& row) { return Json(row.epochs); }},
      {"fitness", "fitness", 4,
       [](const LeaderboardRow& row) { return optional_json(row.fitness); }}};
  for (const search::Metric& metric : report::metrics_by_importance(rows)) {
    columns.push_back({metric.name, metric.with_unit(metric.label), metric.digits,
                       [name = metric.name](const LeaderboardRow& row) {
                         return optional_json(row.metrics.find(name));
                       }});
  }
  columns.push_back({"latency_ms", "latency" + on(report::first_target(source)) + ", ms", 2,
                     [](const LeaderboardRow& row) { return optional_json(row.latency_ms); }});
  for (const std::string& target : report::other_targets(rows)) {
    columns.push_back({search::latency_metric(target), "latency" + on(target) + ", ms", 2,
                       [target](const LeaderboardRow& row) {
                         return optional_json(report::latency_on(row, target));
                       }});
  }
  columns.push_back({"params", "parameters", 0,
                     [](const LeaderboardRow& row) { return optional_json(row.weight_count); }});
  columns.push_back(
      {"macs", "MACs", 0, [](const LeaderboardRow& row) { return optional_json(row.macs); }});
  columns.push_back(
      {"size_mb", "MB", 1, [](const LeaderboardRow& row) { return optional_json(row.size_mb); }});
  return columns;
}

void sort_by(report::Rows& rows, const Column& column, bool descending) {
  std::vector<std::pair<Json, std::size_t>> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) keys.emplace_back(column.value(rows[i]), i);
  std::ranges::stable_sort(keys, [&](const auto& a, const auto& b) {
    if (a.first.is_null() || b.first.is_null()) return b.first.is_null() && !a.first.is_null();
    return descending ? b.first < a.first : a.first < b.first;
  });
  report::Rows sorted;
  for (const auto& key : keys) sorted.push_back(std::move(rows[key.second]));
  rows = std::move(sorted);
}

}  // namespace efs::serve
