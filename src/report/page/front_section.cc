#include <fmt/format.h>

#include <algorithm>

#include "report/page/html_parts.h"
#include "report/page/markup.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

/// Names in a paragraph are read one by one; the table has them all.
constexpr std::size_t kMostNamed = 12;

std::string worth(const ScatterFigure& figure) {
  if (!figure.hypervolume) return "";
  return fmt::format(
      "Over all latency budgets up to {:g}&nbsp;ms, the best {} within the budget is "
      "<b>{:.3f}</b> "
      "on average: the hypervolume of the front, its area divided by {:g}&nbsp;ms. A budget that "
      "no trial keeps counts as 0. ",
      figure.reference_latency_ms, figure.accuracy.label, *figure.hypervolume,
      figure.reference_latency_ms);
}

std::string knee(const ScatterFigure& figure) {
  const auto point = std::find_if(figure.front.begin(), figure.front.end(),
                                  [](const ScatterPoint& candidate) { return candidate.knee; });
  if (point == figure.front.end()) return "";
  return fmt::format(
      "Its knee, <b>{}</b> (trial {}), has an {} of {:.3f} in {:.2f}&nbsp;ms: the trial furthest "
      "from the line between the ends of the front, beyond which more accuracy begins to cost "
      "more. ",
      escape(point->label), point->trial, figure.accuracy.label, point->accuracy,
      point->latency_ms);
}

std::string members(const ScatterFigure& figure) {
  std::string text = "The front, fastest first: ";
  const std::size_t named = std::min(figure.front.size(), kMostNamed);
  for (std::size_t i = 0; i < named; ++i) {
    const ScatterPoint& point = figure.front[i];
    text += fmt::format("{}{} ({:.2f}&nbsp;ms, {} {:.3f})", i == 0 ? "" : "; ", escape(point.label),
                        point.latency_ms, figure.accuracy.label, point.accuracy);
  }
  if (named < figure.front.size()) {
    text += fmt::format("; and {} more", figure.front.size() - named);
  }
  return text + ".";
}

}  // namespace

std::string front_section(const ScatterFigure& figure) {
  if (figure.front.empty()) return "";
  const std::string on = figure.target.empty() ? "" : " on " + escape(figure.target);
  std::string html =
      "<section id=\"front" + escape(figure.suffix) + "\"><h2>Accuracy against latency" + on +
      "</h2>\n<p class=\"note\">Each point is a "
      "trial at its best epoch. The orange ones are the Pareto front: no other trial is both "
      "faster and more accurate. Trials of early stages have been trained for fewer epochs.</p>\n";
  html +=
      plain_canvas("scatter" + figure.suffix, figure.accuracy.title() + " against latency", "tall");
  const std::string verdict = worth(figure) + knee(figure);
  if (!verdict.empty()) html += "<p class=\"below\">" + verdict + "</p>\n";
  return html + "<p class=\"note below\">" + members(figure) + "</p></section>\n";
}

}  // namespace efs::report
