#include "report/charts/rungs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/charts/stages.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/thinned.h"
#include "report/drawing/trial_run.h"

namespace efs::report {
namespace {

using study::Trial;
using study::TrialState;

bool reached(const Trial& trial, int rung) {
  return trained_in(trial, rung) || (trial.stage == rung && study::is_under_way(trial.state));
}

void count(const Trial& trial, RungCounts& rung) {
  ++rung.reached;
  if (trial.stage > rung.rung) {
    ++rung.went_on;
  } else if (trial.state == TrialState::kCompleted) {
    ++rung.completed;
  } else if (trial.state == TrialState::kStopped) {
    ++rung.stopped;
  } else if (study::is_fruitless(trial.state)) {
    ++rung.ruled_out;
  } else {
    ++rung.under_way;
  }
}

/// Of the epoch that is judged among those that the trial had made by the end of `rung`.
std::optional<double> fitness_by(const Trial& trial, int rung, const LeaderboardRow& row,
                                 const search::Fitness& fitness) {
  const study::EpochRecord* chosen = nullptr;
  for (const study::EpochRecord* record : run_by_stage(trial, rung)) {
    if (search::is_chosen_over(*record, chosen, fitness.epoch_choice(), fitness.task()))
      chosen = record;
  }
  return chosen == nullptr ? std::nullopt : fitness.value(metrics_at(*chosen, row));
}

RungLine line_of(const Trial& trial, const LeaderboardRow& row, const RungFigure& figure,
                 const search::Fitness& fitness) {
  RungLine line{.row = row, .promotions = 0, .values = {}};
  for (const RungCounts& rung : figure.rungs) {
    if (!trained_in(trial, rung.rung)) continue;
    const bool left = trial.stage > rung.rung;
    line.promotions += left ? 1 : 0;
    if (!left && (study::is_under_way(trial.state) || study::is_fruitless(trial.state))) continue;
    const auto value = fitness_by(trial, rung.rung, row, fitness);
    if (value && std::isfinite(*value)) line.values.push_back({rung.rung, *value});
  }
  return line;
}

struct Outcome {
  const char* style;  // class of its part of the bar
  const char* name;
  int RungCounts::*count;
};
constexpr Outcome kOutcomes[] = {{"on", "went on", &RungCounts::went_on},
                                 {"done", "completed", &RungCounts::completed},
                                 {"open", "under way", &RungCounts::under_way},
                                 {"cut", "stopped", &RungCounts::stopped},
                                 {"out", "ruled out", &RungCounts::ruled_out}};

/// A bar as long as the rung has trials, in parts by what became of them.
std::string table_row(const RungCounts& rung, const std::string& name, int most) {
  std::string bar, counts;
  for (const Outcome& outcome : kOutcomes) {
    const int count = rung.*outcome.count;
    if (count == 0) continue;
    bar += fmt::format("<i class=\"{}\" style=\"width:{:.2f}%\" title=\"{} {}\"></i>",
                       outcome.style, 100.0 * count / std::max(1, most), count, outcome.name);
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, outcome.name);
  }
  return fmt::format(
      "<tr><th class=\"text\" scope=\"row\">{} {}</th><td>{}</td><td>{}</td>"
      "<td class=\"bar\">{}</td><td class=\"text\">{}</td></tr>\n",
      name, rung.rung, rung.epochs > 0 ? fmt::format("{}", rung.epochs) : "&ndash;", rung.reached,
      bar, counts);
}

std::string section(const RungFigure& figure) {
  if (figure.rungs.empty()) return "";
  const std::string name = figure.by_rungs ? "Rung" : "Stage";
  std::string html = fmt::format(
      "<section id=\"rungs\"><h2>{}s and promotions</h2>\n<table class=\"rungs\"><thead><tr>"
      "<th></th><th>to epoch</th><th>reached</th><th></th><th></th></tr></thead><tbody>\n",
      name);
  const int most = std::ranges::max(figure.rungs, {}, &RungCounts::reached).reached;
  for (const RungCounts& rung : figure.rungs) html += table_row(rung, name, most);
  html += "</tbody></table>\n";
  if (figure.lines.empty()) return html + "</section>\n";
  html += fmt::format(
      "<p class=\"note below\">The fitness of each trial at each {} that it finished, {}. In "
      "colour those that were promoted, by the last one that they finished.{}</p>\n",
      figure.by_rungs ? "rung" : "stage",
      figure.maximise ? "the higher the better" : "the lower the better",
      thinning_note(figure.lines.size(), figure.trials));
  return html + canvas("promotions", "fitness of each trial at each rung") + "</section>\n";
}

Json rung_json(const RungCounts& rung) { return {{"rung", rung.rung}, {"epochs", rung.epochs}}; }

Json rung_line_json(const RungLine& line) {
  return {{"trial", line.row.trial},
          {"label", trial_label(line.row)},
          {"state", study::to_string(line.row.state)},
          {"promotions", line.promotions},
          {"values", json_list(line.values, [](const RungValue& value) -> Json {
             return {value.rung, rounded(value.fitness)};
           })}};
}

}  // namespace

RungFigure rung_figure(const ReportSource& source, const Rows& rows) {
  RungFigure figure;
  figure.by_rungs = by_rungs(source);
  figure.maximise = source.fitness.direction == search::Direction::kMaximize;
  const int planned = static_cast<int>(source.stages.size());
  const int trained = last_trained_stage(source.history);
  const int last = std::max(planned, trained);
  if (trained == 0 || last < 2) return figure;

  for (int number = 1; number <= last; ++number) {
    RungCounts rung{.rung = number};
    if (number <= planned) rung.epochs = source.stages[static_cast<std::size_t>(number) - 1].epochs;
    for (const Trial& trial : source.history.trials) {
      if (reached(trial, number)) count(trial, rung);
    }
    figure.rungs.push_back(rung);
  }
  const search::Fitness fitness(source.fitness);
  for (const LeaderboardRow& row : rows) {
    RungLine line = line_of(source.history.trial(row.trial), row, figure, fitness);
    if (line.values.empty()) continue;
    figure.lines.push_back(std::move(line));
  }
  figure.trials = figure.lines.size();
  figure.lines = thinned(std::move(figure.lines), kMostRungLines);
  return figure;
}

DrawnChart draw_rungs(const ReportSource& source, const Rows& rows) {
  const RungFigure figure = rung_figure(source, rows);
  return {section(figure),
          {{"name", figure.by_rungs ? "rung" : "stage"},
           {"maximise", figure.maximise},
           {"rungs", json_list(figure.rungs, rung_json)},
           {"lines", json_list(figure.lines, rung_line_json)}}};
}

}  // namespace efs::report
