#include "report/charts/stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/markup.h"
#include "report/drawing/palette.h"
#include "report/drawing/thinned.h"
#include "report/drawing/trial_run.h"

namespace efs::report {
namespace {

using study::EpochRecord;
using study::Trial;

/// How many of a stage's trials are taken for survivors while none has gone on.
std::size_t expected_survivors(const StageFigure& figure) {
  if (figure.last) return figure.trials;
  if (figure.rung) return 0;
  return figure.keep > 0 ? static_cast<std::size_t>(figure.keep) : figure.trials;
}

/// `curves` by rank.
void arrange(StageFigure& figure, std::vector<StageCurve> curves) {
  if (std::ranges::none_of(curves, &StageCurve::survivor)) {
    const std::size_t survivors = std::min(curves.size(), expected_survivors(figure));
    for (std::size_t i = 0; i < survivors; ++i) curves[i].survivor = true;
  }
  std::stable_partition(curves.begin(), curves.end(), std::mem_fn(&StageCurve::survivor));
  figure.curves = thinned(std::move(curves), kMostStageCurves);
}

constexpr std::size_t kMostCurvesNamed = 16;

/// One for all charts of a stage; colours and dashes as the page's script gives them.
std::string legend(const StageFigure& figure, std::size_t survivors) {
  if (survivors == 0) return "";
  std::string html = "<div class=\"legend\">";
  for (std::size_t i = 0; i < std::min(survivors, kMostCurvesNamed); ++i) {  // survivors come first
    html += legend_entry(series_colour(i), i >= kPalette.size(), trial_label(figure.curves[i].row));
  }
  if (survivors > kMostCurvesNamed) {
    html += fmt::format("<span>and {} more</span>", survivors - kMostCurvesNamed);
  }
  return html + "</div>\n";
}

std::string note(const StageFigure& figure, std::size_t survivors) {
  std::string text = counted(figure.trials, "trial") + " trained";
  if (figure.epochs > 0) text += fmt::format(" to epoch {}", figure.epochs);
  if (!figure.last && figure.keep > 0) {
    text += fmt::format("; the best {} networks go on", figure.keep);
  }
  text += ".";
  if (survivors == 0) {
    text += " None has gone on yet.";
  } else if (survivors < figure.curves.size()) {
    text += figure.rung ? " Those that went on in colour, the others grey."
                        : " Survivors in colour, the others grey.";
  }
  return text + thinning_note(figure.curves.size(), figure.trials);
}

std::string section(const StageFigure& figure) {
  const auto survivors =
      static_cast<std::size_t>(std::ranges::count_if(figure.curves, &StageCurve::survivor));
  const std::string id = fmt::format("stage{}", figure.stage);
  std::string html =
      open_section(id, fmt::format("{} {}", figure.rung ? "Rung" : "Stage", figure.stage),
                   note(figure, survivors)) +
      legend(figure, survivors) + "<div class=\"charts\">\n";
  const auto add = [&](const std::string& name, const std::string& title) {
    html += "<div class=\"chart\"><h3>" + escape(title) + "</h3>" + canvas(id + "-" + name, title) +
            "</div>\n";
  };
  for (const search::Metric& metric : figure.metrics) {
    add(metric.name, "Validation " + metric.label + " over epochs");
  }
  if (survivors > 0) add("latency", "Latency over epochs");
  return html + "</div></section>\n";
}

Json json(const StageFigure& figure) {
  const auto point_json = [&](const EpochRecord* point) {
    Json values{point->epoch};
    for (const search::Metric& metric : figure.metrics) {
      values.push_back(rounded(point->metrics.value(metric.name)));
    }
    return values;
  };
  return {{"stage", figure.stage},
          {"metrics", json_list(figure.metrics, metric_json)},
          {"curves", json_list(figure.curves, [&](const StageCurve& curve) -> Json {
             return {{"trial", curve.row.trial},
                     {"label", trial_label(curve.row)},
                     {"survivor", curve.survivor},
                     {"latency_ms", rounded(curve.row.latency_ms)},
                     {"points", json_list(curve.points, point_json)}};
           })}};
}

constexpr std::size_t kMostMarkers = 12;  // on a curve; more are a blot

using Value = std::function<double(const StageCurve&, const EpochRecord&)>;

Plot over_epochs(const StageFigure& stage, const std::string& what, const Value& value) {
  Plot plot{.title = fmt::format("{} {}: {} over epochs", stage.rung ? "Rung" : "Stage",
                                 stage.stage, what),
            .x_label = "epoch",
            .y_label = what,
            .x_integers = true};
  for (const StageCurve& curve : stage.curves) {
    if (!curve.survivor) continue;
    const std::size_t index = plot.series.size();
    Series series{.label = trial_label(curve.row),
                  .colour = series_colour(index),
                  .dashed = index >= kPalette.size(),
                  .markers = curve.points.size() <= kMostMarkers,
                  .points = {}};
    for (const EpochRecord* point : curve.points) {
      series.points.push_back({static_cast<double>(point->epoch), value(curve, *point), ""});
    }
    plot.series.push_back(std::move(series));
  }
  return plot;
}

/// Of the survivors: validation metrics and latency over epochs, as the original drew them.
void add_plots(const StageFigure& stage, std::vector<NamedPlot>& plots) {
  const std::string prefix = fmt::format("stage{}_", stage.stage);
  for (const search::Metric& metric : stage.metrics) {
    plots.push_back({prefix + metric.name + ".svg",
                     over_epochs(stage, metric.with_unit(metric.title()),
                                 [&](const StageCurve&, const EpochRecord& point) {
                                   return point.metrics.value(metric.name);
                                 })});
  }
  Plot latency = over_epochs(stage, "latency, ms", [](const StageCurve& curve, const EpochRecord&) {
    return curve.row.latency_ms.value_or(std::numeric_limits<double>::quiet_NaN());
  });
  latency.y_from_zero = true;
  plots.push_back({prefix + "latency.svg", std::move(latency)});
}

}  // namespace

bool by_rungs(const ReportSource& source) {
  return source.stages.size() > 1 &&
         std::ranges::all_of(
             source.stages, [](int keep) { return keep == 0; }, &search::Stage::keep);
}

std::vector<StageFigure> stage_figures(const ReportSource& source, const Rows& rows) {
  const int planned = static_cast<int>(source.stages.size());
  std::vector<StageFigure> figures;
  for (int stage = 1; stage <= last_trained_stage(source.history); ++stage) {
    StageFigure figure;
    figure.stage = stage;
    figure.rung = by_rungs(source);
    figure.last = stage == planned;
    if (stage <= planned) {
      const search::Stage& budget = source.stages[static_cast<std::size_t>(stage) - 1];
      figure.epochs = budget.epochs;
      figure.keep = budget.keep;
    }
    std::vector<StageCurve> curves;
    for (const LeaderboardRow& row : rows) {
      const Trial& trial = source.history.trial(row.trial);
      if (!trained_in(trial, stage)) continue;
      curves.push_back({row, trial.stage > stage, run_by_stage(trial, stage)});
    }
    if (curves.empty()) continue;
    figure.trials = curves.size();
    figure.metrics = shown_metrics(rows);
    arrange(figure, std::move(curves));
    figures.push_back(std::move(figure));
  }
  return figures;
}

DrawnChart draw_stages(const ReportSource& source, const Rows& rows) {
  DrawnChart chart{.html = {}, .data = Json::array()};
  for (const StageFigure& figure : stage_figures(source, rows)) {
    chart.html += section(figure);
    chart.data.push_back(json(figure));
    add_plots(figure, chart.plots);
  }
  return chart;
}

}  // namespace efs::report
