#include "report/charts/scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/markup.h"
#include "report/drawing/palette.h"
#include "report/leaderboard/front.h"

namespace efs::report {
namespace {

/// Names in a paragraph are read one by one; the table has them all.
constexpr std::size_t kMostPointsNamed = 12;

/// The trials by the latency that `rows` have.
ScatterFigure figure_of(const ReportSource& source, const Rows& rows, const std::string& target) {
  ScatterFigure figure{.accuracy = source.fitness.task.accuracy_metric(), .target = target};
  for (const LeaderboardRow& row : rows) {
    if (!comparable(row)) continue;
    if (row.on_front) figure.hypervolume = row.hypervolume;
    (row.on_front ? figure.front : figure.others).push_back(row);
  }
  std::ranges::sort(figure.front, {}, [](const LeaderboardRow& row) {
    return std::tuple(row.latency_ms, row.trial);
  });
  if (aims_at(source.fitness, target)) figure.target_latency_ms = source.fitness.target_latency_ms;
  return figure;
}

std::string worth(const ScatterFigure& figure) {
  if (!figure.hypervolume) return "";
  return fmt::format(
      "Over all latency budgets up to {0:g}&nbsp;ms, the best {1} within the budget is "
      "<b>{2:.3f}</b> on average: the hypervolume of the front, its area divided by "
      "{0:g}&nbsp;ms. A budget that no trial keeps counts as 0. ",
      figure.reference_latency_ms, figure.accuracy.label, *figure.hypervolume);
}

std::string knee(const ScatterFigure& figure) {
  const auto point = std::ranges::find_if(figure.front, &LeaderboardRow::knee);
  if (point == figure.front.end()) return "";
  return fmt::format(
      "Its knee, <b>{}</b> (trial {}), has an {} of {:.3f} in {:.2f}&nbsp;ms: the trial furthest "
      "from the line between the ends of the front, beyond which more accuracy begins to cost "
      "more. ",
      escape(trial_label(*point)), point->trial, figure.accuracy.label, *point->accuracy,
      *point->latency_ms);
}

std::string members(const ScatterFigure& figure) {
  std::string text = "The front, fastest first: ";
  const std::size_t named = std::min(figure.front.size(), kMostPointsNamed);
  for (std::size_t i = 0; i < named; ++i) {
    const LeaderboardRow& row = figure.front[i];
    text += fmt::format("{}{} ({:.2f}&nbsp;ms, {} {:.3f})", i == 0 ? "" : "; ",
                        escape(trial_label(row)), *row.latency_ms, figure.accuracy.label,
                        *row.accuracy);
  }
  if (named < figure.front.size()) {
    text += fmt::format("; and {} more", figure.front.size() - named);
  }
  return text + ".";
}

std::string section(const ScatterFigure& figure) {
  if (figure.front.empty()) return "";
  const std::string on = figure.target.empty() ? "" : " on " + escape(figure.target);
  const std::string verdict = worth(figure) + knee(figure);
  return open_section(
             "front" + escape(figure.suffix), "Accuracy against latency" + on,
             "Each point is a trial at its best epoch. The orange ones are the Pareto front: no "
             "other trial is both faster and more accurate. Trials of early stages have been "
             "trained for fewer epochs.") +
         canvas("scatter" + figure.suffix, figure.accuracy.title() + " against latency", "tall") +
         (verdict.empty() ? "" : "<p class=\"below\">" + verdict + "</p>\n") +
         "<p class=\"note below\">" + members(figure) + "</p></section>\n";
}

Json point_json(const LeaderboardRow& row) {
  return {{"trial", row.trial},
          {"label", trial_label(row)},
          {"state", study::to_string(row.state)},
          {"epochs", row.epochs},
          {"latency_ms", *row.latency_ms},
          {"accuracy", *row.accuracy},
          {"knee", row.knee}};
}

Json json(const ScatterFigure& figure) {
  return {{"place", "scatter" + figure.suffix},
          {"front", json_list(figure.front, point_json)},
          {"others", json_list(figure.others, point_json)},
          {"target_latency_ms", rounded(figure.target_latency_ms)}};
}

Plot plot(const ScatterFigure& figure) {
  Plot plot{
      .title = "Accuracy against latency" + (figure.target.empty() ? "" : " on " + figure.target),
      .x_label = "latency, ms (median, logarithmic)",
      .y_label = figure.accuracy.title(),
      .x_logarithmic = true,
      .series = {{.label = "trial", .colour = "#cbd5e1", .line = false, .points = {}},
                 {.label = "Pareto front", .colour = kPalette[1], .points = {}}}};
  for (const LeaderboardRow& row : figure.others) {
    plot.series[0].points.push_back({*row.latency_ms, *row.accuracy, ""});
  }
  for (const LeaderboardRow& row : figure.front) {
    plot.series[1].points.push_back(
        {*row.latency_ms, *row.accuracy, network_label(row) + (row.knee ? " (knee)" : "")});
  }
  if (figure.target_latency_ms && *figure.target_latency_ms > 0.0) {
    plot.x_mark = PlotPoint{*figure.target_latency_ms, 0.0,
                            fmt::format("target {:g} ms", *figure.target_latency_ms)};
  }
  return plot;
}

}  // namespace

std::vector<ScatterFigure> scatter_figures(const ReportSource& source, const Rows& rows) {
  std::vector<ScatterFigure> figures{figure_of(source, rows, first_target(source))};
  figures[0].reference_latency_ms = source.reference_latency_ms;
  if (aims_at(source.fitness, "")) {
    figures[0].target_latency_ms = source.fitness.target_latency_ms;
  }
  for (const std::string& target : other_targets(rows)) {
    figures.push_back(figure_of(source, rows_on(source, rows, target), target));
    figures.back().suffix = "-" + target;
    figures.back().reference_latency_ms = reference_latency_ms(source, target);
  }
  return figures;
}

DrawnChart draw_scatters(const ReportSource& source, const Rows& rows) {
  DrawnChart chart{.html = {}, .data = Json::array()};
  for (const ScatterFigure& figure : scatter_figures(source, rows)) {
    chart.html += section(figure);
    chart.data.push_back(json(figure));
    chart.plots.push_back({"front" + figure.suffix + ".svg", plot(figure)});
  }
  return chart;
}

}  // namespace efs::report
