#include "serve/study_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/shell_words.h"
#include "core/text/spelling.h"
#include "report/charts/charts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/palette.h"
#include "report/leaderboard/filter.h"
#include "report/leaderboard/front.h"
#include "report/leaderboard/study_log.h"
#include "report/page/sections.h"
#include "serve/leaderboard_columns.h"

namespace efs::serve {
namespace {

using report::LeaderboardRow;
using report::rounded;
using report::Rows;
using study::Trial;

constexpr std::size_t kLogLines = 60;
constexpr std::size_t kMostRows = 500;

/// [[epoch, accuracy], ...] of the run that counts.
Json curve_json(const Trial& trial, const std::string& accuracy) {
  Json curve = Json::array();
  for (const study::EpochRecord& record : trial.epochs) {
    if (!trial.counts(record)) continue;
    curve.push_back({record.epoch, rounded(record.metrics.find(accuracy))});
  }
  return curve;
}

Json log_json(const report::ReportSource& source) {
  Json lines = Json::array();
  for (const report::LogLine& line : report::study_log(source, kLogLines)) {
    lines.push_back({line.unix_s, line.trial, line.text});
  }
  return lines;
}

Json epochs_json(const Trial& trial, const std::vector<search::Metric>& metrics) {
  Json columns{"stage", "epoch", "training loss"};
  for (const search::Metric& metric : metrics) columns.push_back(metric.with_unit(metric.title()));
  for (const char* name : {"learning rate", "seconds", "worker"}) columns.push_back(name);
  Json rows = Json::array();
  for (const study::EpochRecord& record : trial.epochs) {
    Json row{record.stage, record.epoch, rounded(record.train_loss)};
    for (const search::Metric& metric : metrics) {
      row.push_back(rounded(record.metrics.find(metric.name)));
    }
    row.push_back(rounded(record.learning_rate));
    row.push_back(rounded(record.seconds));
    row.push_back(record.worker);
    rows.push_back(std::move(row));
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

/// What the report's leaderboard has of the trial: [[title, value, digits], ...]
Json facts_json(const StudyView& view, const LeaderboardRow& row) {
  Json facts = Json::array();
  for (const Column& column : leaderboard_columns(view.source, {row})) {
    Json value = column.value(row);
    if (!value.is_null()) facts.push_back({column.title, std::move(value), column.digits});
  }
  return facts;
}

Json commands_json(const LeaderboardRow& row, const std::string& study) {
  if (!row.accuracy) return Json::array();  // nothing is trained yet
  const std::string trial = fmt::format("{}:{}", study, row.trial);
  return Json::array(
      {{{"what", "write its model file"}, {"command", shell_line({"efs", "export", trial})}}});
}

}  // namespace

Rows filtered(const Rows& rows, const std::string& filter) {
  const report::RowFilter wanted(filter, rows);
  if (wanted.is_empty()) return rows;
  Rows some;
  std::ranges::copy_if(rows, std::back_inserter(some),
                       [&](const LeaderboardRow& row) { return wanted.matches(row); });
  return some;
}

Json live_json(const StudyView& view) {
  Json curves = Json::object();
  for (const Trial& trial : view.source.history.trials) {
    if (trial.state != study::TrialState::kRunning) continue;
    curves[std::to_string(trial.number)] =
        curve_json(trial, view.source.fitness.task.accuracy_metric().name);
  }
  return {{"status", view.status}, {"curves", std::move(curves)}, {"log", log_json(view.source)}};
}

Json charts_json(const StudyView& view, const std::string& filter) {
  const Rows rows = filtered(view.rows, filter);
  const bool all = rows.size() == view.rows.size();
  const report::ReportSource some = all ? report::ReportSource{} : only(view.source, rows);
  const report::ReportSource& source = all ? view.source : some;
  Json charts = Json::array();
  const auto drawn = report::draw_charts(source, rows);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const report::Chart& chart = report::charts()[i];
    charts.push_back({{"key", chart.key},
                      {"section", chart.section},
                      {"link", chart.link},
                      {"html", drawn[i].html},
                      {"data", drawn[i].data}});
  }
  return {{"palette", report::kPalette},
          {"accuracy", report::metric_json(source.fitness.task.accuracy_metric())},
          {"trials", rows.size()},
          {"result", headline_section(source, rows)},
          {"charts", std::move(charts)}};
}

Json leaderboard_json(const StudyView& view, const LeaderboardQuery& query) {
  Rows rows = filtered(view.rows, query.filter);
  const auto columns = leaderboard_columns(view.source, view.rows);
  const auto column = std::ranges::find(columns, query.sort, &Column::name);
  if (column == columns.end()) {
    std::vector<std::string> names;
    for (const Column& one : columns) names.push_back(one.name);
    fail_usage("{}", unknown_name_message("column", query.sort, names));
  }
  sort_by(rows, *column, query.descending);
  Json heads = Json::array();
  for (const Column& one : columns) {
    heads.push_back({{"name", one.name}, {"title", one.title}, {"digits", one.digits}});
  }
  Json lines = Json::array();
  const std::size_t end = std::min(rows.size(), query.from + std::min(query.count, kMostRows));
  for (std::size_t i = query.from; i < end; ++i) {
    Json line = Json::array();
    for (const Column& one : columns) line.push_back(one.value(rows[i]));
    lines.push_back(std::move(line));
  }
  return {{"columns", std::move(heads)}, {"rows", std::move(lines)}, {"count", rows.size()}};
}

Json trial_json(const StudyView& view, int number, const std::string& study) {
  const Trial& trial = view.source.history.trial(number);
  const auto row = std::ranges::find(view.rows, number, &LeaderboardRow::trial);
  if (row == view.rows.end()) throw std::out_of_range("trial");
  const Rows rows{*row};
  const report::ReportSource& source = view.source;
  Json params = Json::array();
  for (const auto& [name, value] : trial.params) {
    params.push_back({name, study::to_string(value)});
  }
  const LeaderboardRow* best = report::winner(view.rows);
  return {{"trial", number},
          {"label", trial_label(*row)},
          {"state", study::to_string(trial.state)},
          {"reason", trial.reason},
          {"is_best", best != nullptr && best->trial == number},
          {"target_epoch", trial.target_epoch},
          {"worker", trial.worker},
          {"claims", trial.claims},
          {"seed", std::to_string(trial.seed)},
          {"accuracy", report::metric_json(source.fitness.task.accuracy_metric())},
          {"facts", facts_json(view, *row)},
          {"params", std::move(params)},
          {"curve", curve_json(trial, source.fitness.task.accuracy_metric().name)},
          {"epochs", epochs_json(trial, report::shown_metrics(rows))},
          {"commands", commands_json(*row, study)},
          {"html", report::latency_section(source, rows)}};
}

Json front_json(const StudyView& view) {
  Json points = Json::array();
  for (const LeaderboardRow& row : view.rows) {
    if (!row.on_front) continue;
    points.push_back({{"trial", row.trial},
                      {"label", trial_label(row)},
                      {"latency_ms", *row.latency_ms},
                      {"accuracy", *row.accuracy}});
  }
  std::sort(points.begin(), points.end(), [](const Json& a, const Json& b) {
    return a["latency_ms"].get<double>() < b["latency_ms"].get<double>();
  });
  return {{"palette", report::kPalette},
          {"target", report::first_target(view.source)},
          {"accuracy", report::metric_json(view.source.fitness.task.accuracy_metric())},
          {"points", std::move(points)}};
}

}  // namespace efs::serve
