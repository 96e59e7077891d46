#include "report/charts/learning.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/palette.h"
#include "report/drawing/thinned.h"

namespace efs::report {
namespace {

CurveEnd end_of(study::TrialState state) {
  if (state == study::TrialState::kCompleted) return CurveEnd::kCompleted;
  if (state == study::TrialState::kStopped) return CurveEnd::kStopped;
  return study::is_fruitless(state) ? CurveEnd::kRuledOut : CurveEnd::kUnderWay;
}

struct EndStyle {
  CurveEnd end;
  const char* name;  // as charts/learning.js knows it
  const char* colour;
  const char* legend;
};
constexpr EndStyle kEnds[] = {
    {CurveEnd::kCompleted, "completed", kPalette[0], "completed"},
    {CurveEnd::kUnderWay, "under way", kPalette[5], "under way"},
    {CurveEnd::kStopped, "stopped", "#b6c2d0", "stopped early"},
    {CurveEnd::kRuledOut, "ruled out", kPalette[1], "ruled out"},
};

std::string section(const LearningFigure& figure) {
  if (figure.curves.empty()) return "";
  std::string html = open_section(
      "learning", "Learning curves",
      "Completed trials in colour. A grey one ends in a dot where it was stopped early, an orange "
      "one in a cross where it diverged or failed; point at it to see why." +
          thinning_note(figure.curves.size(), figure.trials));
  html += "<div class=\"legend\">";
  for (const EndStyle& style : kEnds) {
    const auto count = std::ranges::count(figure.curves, style.end, &LearningCurve::end);
    if (count == 0) continue;
    html += legend_entry(style.colour, style.end == CurveEnd::kUnderWay,
                         fmt::format("{} {}", count, style.legend));
  }
  return html + "</div>\n" +
         canvas("learning-curves", figure.accuracy.title() + " over epochs", "tall") +
         "</section>\n";
}

Json curve_json(const LearningCurve& curve) {
  return {{"trial", curve.row.trial},
          {"label", trial_label(curve.row)},
          {"state", study::to_string(curve.row.state)},
          {"reason", curve.row.reason},
          {"end", std::ranges::find(kEnds, curve.end, &EndStyle::end)->name},
          {"points", json_list(curve.points, [](const LearningPoint& point) -> Json {
             return {point.epoch, rounded(point.accuracy)};
           })}};
}

}  // namespace

LearningFigure learning_figure(const ReportSource& source, const Rows& rows) {
  LearningFigure figure{.accuracy = source.fitness.task.accuracy_metric()};
  for (const LeaderboardRow& row : rows) {
    const study::Trial& trial = source.history.trial(row.trial);
    LearningCurve curve{.row = row, .end = end_of(row.state), .points = {}};
    for (const study::EpochRecord& record : trial.epochs) {
      const double accuracy = record.metrics.value(figure.accuracy.name);
      if (!trial.counts(record) || !std::isfinite(accuracy)) continue;
      curve.points.push_back({record.epoch, accuracy});
    }
    if (curve.points.empty()) continue;
    figure.curves.push_back(std::move(curve));
  }
  figure.trials = figure.curves.size();
  figure.curves = thinned(std::move(figure.curves), kMostLearningCurves);
  return figure;
}

DrawnChart draw_learning(const ReportSource& source, const Rows& rows) {
  const LearningFigure figure = learning_figure(source, rows);
  return {section(figure), json_list(figure.curves, curve_json)};
}

}  // namespace efs::report
