#include "report/drawing/recall_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/outside_text.h"
#include "report/drawing/palette.h"

namespace efs::report {
namespace {

constexpr std::size_t kLongestLegend = 28;  // bytes, for its column

double place_of(std::size_t false_alarms) {
  return std::max(kFewestFalseAlarms, static_cast<double>(false_alarms));
}

/// The corners of the steps between the points.
std::vector<PlotPoint> steps(const std::vector<detect::RecallPoint>& points) {
  std::vector<PlotPoint> corners;
  for (const detect::RecallPoint& point : points) {
    const double x = place_of(point.false_alarms);
    if (!corners.empty()) {
      if (corners.back().x == x)
        corners.pop_back();
      else
        corners.push_back({x, corners.back().y, ""});
    }
    corners.push_back({x, point.recall, ""});
  }
  return corners;
}

}  // namespace

Plot recall_plot(const std::vector<DetectorCurve>& curves, std::size_t images, std::size_t faces) {
  Plot plot{.title = "Recall over false alarms",
            .x_label = fmt::format("false alarms in all {} images together (logarithmic)", images),
            .y_label = fmt::format("share of the {} faces found", faces),
            .x_logarithmic = true,
            .series = {}};
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::vector<PlotPoint> corners = steps(curves[i].points);
    plot.series.push_back({.label = printable(curves[i].name, kLongestLegend),
                           .colour = series_colour(i),
                           .dashed = i >= kPalette.size(),
                           .markers = corners.size() == 1,
                           .points = corners});
  }
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto& mark = curves[i].mark;
    if (!mark) continue;
    plot.series.push_back(
        {.label = "",
         .colour = series_colour(i),
         .line = false,
         .points = {{place_of(mark->false_alarms), mark->recall(), curves[i].mark_label}}});
  }
  return plot;
}

}  // namespace efs::report
