#include "report/page/chart_data.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "report/figures/study_time.h"
#include "report/page/palette.h"

namespace efs::report {
namespace {

Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

Json rounded(const std::optional<double>& value) { return value ? rounded(*value) : nullptr; }

Json metric_json(const search::Metric& metric) {
  return {{"name", metric.name},
          {"label", metric.label},
          {"title", metric.with_unit(metric.title())},
          {"digits", metric.digits}};
}

Json scatter_points(const std::vector<ScatterPoint>& points) {
  Json result = Json::array();
  for (const ScatterPoint& point : points) {
    result.push_back({{"trial", point.trial},
                      {"label", point.label},
                      {"state", point.state},
                      {"epochs", point.epochs},
                      {"latency_ms", point.latency_ms},
                      {"accuracy", point.accuracy},
                      {"knee", point.knee}});
  }
  return result;
}

Json scatter_json(const ScatterFigure& figure) {
  return {{"place", "scatter" + figure.suffix},
          {"front", scatter_points(figure.front)},
          {"others", scatter_points(figure.others)},
          {"target_latency_ms", rounded(figure.target_latency_ms)}};
}

Json progress_json(const ProgressFigure& figure) {
  const double last = figure.points.empty() ? 0.0 : figure.points.back().x;
  const TimeUnit unit = figure.by_time ? time_unit(last) : TimeUnit{};
  Json points = Json::array();
  for (const ProgressPoint& point : figure.points) {
    points.push_back({{"x", rounded(point.x / unit.seconds)},
                      {"hypervolume", rounded(point.hypervolume)},
                      {"best_accuracy", rounded(point.best_accuracy)},
                      {"trial", point.trial},
                      {"label", point.label},
                      {"epoch", point.epoch}});
  }
  return {{"axis", figure.by_time ? fmt::format("{} since the first epoch began", unit.name)
                                  : "epochs trained in the study (their times are not known)"},
          {"reference_latency_ms", rounded(figure.reference_latency_ms)},
          {"points", std::move(points)}};
}

Json importance_json(const search::Importance& importance) {
  Json shares = Json::array();
  for (const search::ParameterImportance& parameter : importance.shares) {
    shares.push_back({{"name", parameter.name}, {"share", rounded(parameter.share)}});
  }
  return shares;
}

Json ticks_json(const std::vector<Tick>& ticks) {
  Json result = Json::array();
  for (const Tick& tick : ticks) result.push_back({rounded(tick.value), tick.label});
  return result;
}

Json parallel_json(const ParallelFigure& figure) {
  Json axes = Json::array();
  for (const ParallelAxis& axis : figure.axes) {
    axes.push_back({{"name", axis.name},
                    {"logarithmic", axis.logarithmic},
                    {"ticks", ticks_json(axis.ticks)}});
  }
  Json lines = Json::array();
  for (const ParallelLine& line : figure.lines) {
    Json positions = Json::array();
    for (const double position : line.positions) positions.push_back(rounded(position));
    lines.push_back({{"trial", line.trial},
                     {"label", line.label},
                     {"accuracy", rounded(line.accuracy)},
                     {"latency_ms", rounded(line.latency_ms)},
                     {"fitness", rounded(line.fitness)},
                     {"shade", rounded(line.shade)},
                     {"positions", std::move(positions)}});
  }
  return {{"axes", std::move(axes)}, {"lines", std::move(lines)}};
}

Json rungs_json(const RungFigure& figure) {
  Json rungs = Json::array();
  for (const RungCounts& rung : figure.rungs) {
    rungs.push_back({{"rung", rung.rung}, {"epochs", rung.epochs}});
  }
  Json lines = Json::array();
  for (const RungLine& line : figure.lines) {
    Json values = Json::array();
    for (const RungValue& value : line.values) {
      values.push_back({value.rung, rounded(value.fitness)});
    }
    lines.push_back({{"trial", line.trial},
                     {"label", line.label},
                     {"state", line.state},
                     {"promotions", line.promotions},
                     {"values", std::move(values)}});
  }
  return {{"name", figure.by_rungs ? "rung" : "stage"},
          {"maximise", figure.maximise},
          {"rungs", std::move(rungs)},
          {"lines", std::move(lines)}};
}

const char* end_name(CurveEnd end) {
  switch (end) {
    case CurveEnd::kCompleted:
      return "completed";
    case CurveEnd::kUnderWay:
      return "under way";
    case CurveEnd::kStopped:
      return "stopped";
    case CurveEnd::kRuledOut:
      break;
  }
  return "ruled out";
}

Json learning_json(const LearningFigure& figure) {
  Json curves = Json::array();
  for (const LearningCurve& curve : figure.curves) {
    Json points = Json::array();
    for (const LearningPoint& point : curve.points) {
      points.push_back({point.epoch, rounded(point.accuracy)});
    }
    curves.push_back({{"trial", curve.trial},
                      {"label", curve.label},
                      {"state", curve.state},
                      {"reason", curve.reason},
                      {"end", end_name(curve.end)},
                      {"points", std::move(points)}});
  }
  return curves;
}

Json timeline_json(const TimelineFigure& figure) {
  Json bars = Json::array();
  for (const TimelineBar& bar : figure.bars) {
    bars.push_back({bar.worker, rounded(bar.from_s), rounded(bar.to_s), bar.trial, bar.stage,
                    bar.first_epoch, bar.last_epoch, bar.epochs, bar.runs});
  }
  Json labels = Json::object();
  for (const auto& [trial, label] : figure.labels) labels[std::to_string(trial)] = label;
  return {{"name", figure.by_rungs ? "rung" : "stage"},
          {"workers", figure.workers},
          {"labels", std::move(labels)},
          {"ticks", ticks_json(figure.ticks)},
          {"axis", figure.unit + " since the first epoch began"},
          {"bars", std::move(bars)}};
}

Json stage_json(const StageFigure& figure) {
  Json curves = Json::array();
  for (const StageCurve& curve : figure.curves) {
    Json points = Json::array();
    for (const CurvePoint& point : curve.points) {
      Json values{point.epoch};
      for (const auto& metric : figure.metrics) {
        values.push_back(rounded(point.metrics.value(metric.name)));
      }
      points.push_back(std::move(values));
    }
    curves.push_back({{"trial", curve.trial},
                      {"label", curve.label},
                      {"survivor", curve.survivor},
                      {"latency_ms", rounded(curve.latency_ms)},
                      {"points", std::move(points)}});
  }
  Json metrics = Json::array();
  for (const auto& metric : figure.metrics) metrics.push_back(metric_json(metric));
  return {{"stage", figure.stage}, {"metrics", std::move(metrics)}, {"curves", std::move(curves)}};
}

}  // namespace

Json chart_data(const PageFigures& figures) {
  Json data;
  data["palette"] = kPalette;
  data["accuracy"] = metric_json(figures.learning.accuracy);
  data["scatters"] = Json::array();
  for (const ScatterFigure& scatter : figures.scatters) {
    data["scatters"].push_back(scatter_json(scatter));
  }
  data["progress"] = progress_json(figures.progress);
  data["importance"] = importance_json(figures.importance);
  data["parallel"] = parallel_json(figures.parallel);
  data["rungs"] = rungs_json(figures.rungs);
  data["learning"] = learning_json(figures.learning);
  data["timeline"] = timeline_json(figures.timeline);
  data["stages"] = Json::array();
  for (const StageFigure& stage : figures.stages) data["stages"].push_back(stage_json(stage));
  return data;
}

}  // namespace efs::report
