#include <fmt/format.h>

#include <algorithm>

#include "report/figures/thinned.h"
#include "report/page/html_parts.h"
#include "report/page/palette.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

constexpr std::size_t kMostNamed = 16;

/// One for all charts of a stage; colours and dashes as the page's script gives them.
std::string legend(const StageFigure& figure, std::size_t survivors) {
  if (survivors == 0) return "";
  std::string html = "<div class=\"legend\">";
  for (std::size_t i = 0; i < std::min(survivors, kMostNamed); ++i) {  // survivors come first
    html += legend_entry(series_colour(i), i >= kPalette.size(), figure.curves[i].label);
  }
  if (survivors > kMostNamed) {
    html += fmt::format("<span>and {} more</span>", survivors - kMostNamed);
  }
  return html + "</div>\n";
}

std::string sentence(const StageFigure& figure, std::size_t survivors) {
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

}  // namespace

std::string stage_section(const StageFigure& figure) {
  const auto survivors = static_cast<std::size_t>(
      std::count_if(figure.curves.begin(), figure.curves.end(),
                    [](const StageCurve& curve) { return curve.survivor; }));
  std::string html =
      fmt::format("<section id=\"stage{0}\"><h2>{1} {0}</h2>\n<p class=\"note\">{2}</p>\n",
                  figure.stage, figure.rung ? "Rung" : "Stage", sentence(figure, survivors));
  html += legend(figure, survivors) + "<div class=\"charts\">\n";
  const std::string prefix = fmt::format("stage{}-", figure.stage);
  for (const auto& metric : figure.metrics) {
    html += canvas(prefix + metric.name, "Validation " + metric.label + " over epochs");
  }
  if (survivors > 0) html += canvas(prefix + "latency", "Latency over epochs");
  return html + "</div></section>\n";
}

}  // namespace efs::report
