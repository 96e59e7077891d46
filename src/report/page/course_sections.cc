#include <fmt/format.h>

#include <algorithm>

#include "report/figures/thinned.h"
#include "report/page/html_parts.h"
#include "report/page/palette.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

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
std::string rung_line(const RungCounts& rung, const std::string& name, int most) {
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

}  // namespace

std::string rungs_section(const RungFigure& figure) {
  if (figure.rungs.empty()) return "";
  const std::string name = figure.by_rungs ? "Rung" : "Stage";
  int most = 0;
  for (const RungCounts& rung : figure.rungs) most = std::max(most, rung.reached);
  std::string html = fmt::format(
      "<section id=\"rungs\"><h2>{}s and promotions</h2>\n<table class=\"rungs\"><thead><tr>"
      "<th></th><th>to epoch</th><th>reached</th><th></th><th></th></tr></thead><tbody>\n",
      name);
  for (const RungCounts& rung : figure.rungs) html += rung_line(rung, name, most);
  html += "</tbody></table>\n";
  if (figure.lines.empty()) return html + "</section>\n";
  html += fmt::format(
      "<p class=\"note below\">The fitness of each trial at each {} that it finished, {}. In "
      "colour "
      "those that were promoted, by the last one that they finished.{}</p>\n",
      figure.by_rungs ? "rung" : "stage",
      figure.maximise ? "the higher the better" : "the lower the better",
      thinning_note(figure.lines.size(), figure.trials));
  return html + plain_canvas("promotions", "fitness of each trial at each rung", "") +
         "</section>\n";
}

std::string learning_section(const LearningFigure& figure) {
  if (figure.curves.empty()) return "";
  std::string html =
      "<section id=\"learning\"><h2>Learning curves</h2>\n<p class=\"note\">Completed trials in "
      "colour. A grey one ends in a dot where it was stopped early, an orange one in a cross where "
      "it diverged or failed; point at it to see why." +
      thinning_note(figure.curves.size(), figure.trials) + "</p>\n<div class=\"legend\">";
  constexpr std::pair<CurveEnd, std::pair<const char*, const char*>> kEnds[] = {
      {CurveEnd::kCompleted, {kPalette[0], "completed"}},
      {CurveEnd::kUnderWay, {kPalette[5], "under way"}},
      {CurveEnd::kStopped, {"#b6c2d0", "stopped early"}},
      {CurveEnd::kRuledOut, {kPalette[1], "ruled out"}}};
  for (const auto& [end, entry] : kEnds) {
    const auto count =
        std::count_if(figure.curves.begin(), figure.curves.end(),
                      [sought = end](const auto& curve) { return curve.end == sought; });
    if (count == 0) continue;
    html += legend_entry(entry.first, end == CurveEnd::kUnderWay,
                         fmt::format("{} {}", count, entry.second));
  }
  return html + "</div>\n" +
         plain_canvas("learning-curves", figure.accuracy.title() + " over epochs", "tall") +
         "</section>\n";
}

std::string timeline_section(const TimelineFigure& figure) {
  if (figure.bars.empty()) return "";
  const char* name = figure.by_rungs ? "rung" : "stage";
  std::string html = fmt::format(
      "<section id=\"timeline\"><h2>Who trained what when</h2>\n<p class=\"note\">{}; a bar is a "
      "trial in one {}, empty space is time without training.{}{} Point at a bar to see its "
      "trial.</p>\n<div class=\"legend\">",
      counted(figure.workers.size(), "worker"), name,
      figure.merged ? " Bars too short to be seen are joined." : "",
      figure.without_time > 0
          ? fmt::format(" The times of {} are not known.",
                        counted(static_cast<std::size_t>(figure.without_time), "epoch"))
          : "");
  for (int stage = 1; stage <= figure.last_stage; ++stage) {
    html += legend_entry(series_colour(static_cast<std::size_t>(stage) - 1), false,
                         fmt::format("{} {}", name, stage));
  }
  return html + "</div>\n" + svg_place("timeline-bars", "epochs by worker and time") +
         "</section>\n";
}

}  // namespace efs::report
