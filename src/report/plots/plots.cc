#include "report/plots/plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "report/page/palette.h"

namespace efs::report {
namespace {

constexpr const char* kOthers = "#cbd5e1";
constexpr std::size_t kMostMarkers = 12;  // on a curve; more are a blot

using Value = std::function<double(const StageCurve&, const CurvePoint&)>;

Plot over_epochs(const StageFigure& stage, const std::string& what, const Value& value) {
  Plot plot{.title = fmt::format("{} {}: {} over epochs", stage.rung ? "Rung" : "Stage",
                                 stage.stage, what),
            .x_label = "epoch",
            .y_label = what,
            .x_integers = true};
  std::size_t colour = 0;
  for (const StageCurve& curve : stage.curves) {
    if (!curve.survivor) continue;
    Series series{.label = curve.label,
                  .colour = series_colour(colour),
                  .line = true,
                  .dashed = colour >= kPalette.size(),
                  .markers = curve.points.size() <= kMostMarkers,
                  .points = {}};
    for (const CurvePoint& point : curve.points) {
      series.points.push_back({static_cast<double>(point.epoch), value(curve, point), ""});
    }
    plot.series.push_back(std::move(series));
    ++colour;
  }
  return plot;
}

Plot front_plot(const ScatterFigure& figure) {
  Plot plot{
      .title = "Accuracy against latency" + (figure.target.empty() ? "" : " on " + figure.target),
      .x_label = "latency, ms (median, logarithmic)",
      .y_label = figure.accuracy.title(),
      .x_logarithmic = true};
  Series others{.label = "trial", .colour = kOthers, .line = false, .points = {}};
  for (const ScatterPoint& point : figure.others) {
    others.points.push_back({point.latency_ms, point.accuracy, ""});
  }
  Series front{.label = "Pareto front", .colour = kPalette[1], .points = {}};
  for (const ScatterPoint& point : figure.front) {
    front.points.push_back(
        {point.latency_ms, point.accuracy, point.architecture + (point.knee ? " (knee)" : "")});
  }
  plot.series = {std::move(others), std::move(front)};
  if (figure.target_latency_ms && *figure.target_latency_ms > 0.0) {
    plot.x_mark = PlotPoint{*figure.target_latency_ms, 0.0,
                            fmt::format("target {:g} ms", *figure.target_latency_ms)};
  }
  return plot;
}

}  // namespace

std::vector<NamedPlot> plots(const std::vector<StageFigure>& stages,
                             const std::vector<ScatterFigure>& scatters) {
  std::vector<NamedPlot> result;
  for (const StageFigure& stage : stages) {
    const std::string prefix = fmt::format("stage{}_", stage.stage);
    for (const search::Metric& metric : stage.metrics) {
      result.push_back({prefix + metric.name + ".svg",
                        over_epochs(stage, metric.with_unit(metric.title()),
                                    [&](const StageCurve&, const CurvePoint& point) {
                                      return point.metrics.value(metric.name);
                                    })});
    }
    Plot latency =
        over_epochs(stage, "latency, ms", [](const StageCurve& curve, const CurvePoint&) {
          return curve.latency_ms.value_or(std::numeric_limits<double>::quiet_NaN());
        });
    latency.y_from_zero = true;
    result.push_back({prefix + "latency.svg", std::move(latency)});
  }
  for (const ScatterFigure& scatter : scatters) {
    result.push_back({"front" + scatter.suffix + ".svg", front_plot(scatter)});
  }
  return result;
}

}  // namespace efs::report
