#include <fmt/format.h>

#include "report/figures/thinned.h"
#include "report/page/html_parts.h"
#include "report/page/sections.h"

namespace efs::report {

std::string progress_section(const ProgressFigure& figure) {
  if (figure.points.empty()) return "";
  std::string html = fmt::format(
      "<section id=\"progress\"><h2>What the search gained</h2>\n<p class=\"note\">The hypervolume "
      "of the front so far (the best {0}, averaged over all latency budgets up to {1:g}&nbsp;ms) "
      "and the best {0} of any latency. A flat end says that more trials would hardly have "
      "helped.{2}</p>\n",
      figure.accuracy.label, figure.reference_latency_ms,
      figure.by_time ? " Pauses of the study are in it." : "");
  return html + plain_canvas("progress-curves", "hypervolume over time", "") + "</section>\n";
}

std::string importance_section(const search::Importance& importance) {
  if (importance.shares.empty()) return "";
  std::string html = fmt::format(
      "<section id=\"importance\"><h2>What made the difference</h2>\n<p class=\"note\">PED-ANOVA "
      "(<a href=\"https://arxiv.org/abs/2304.10255\">Watanabe et al. 2023</a>): how differently "
      "each parameter is distributed among the best {} of {} trials by fitness, in shares of 1. A "
      "parameter with many values gets some by chance.</p>\n",
      importance.top, importance.trials);
  html += fmt::format("<div class=\"canvas\" style=\"height:{}px\">",
                      56 + 30 * importance.shares.size());
  return html +
         "<canvas id=\"importance-bars\" role=\"img\" aria-label=\"importance of the parameters\">"
         "</canvas></div></section>\n";
}

std::string parallel_section(const ParallelFigure& figure) {
  if (figure.lines.empty()) return "";
  return "<section id=\"parallel\"><h2>All parameters at once</h2>\n<p class=\"note\">Each line is "
         "a trial: its parameters, as far as they vary, and what came of them. The darker, the "
         "better its fitness. Point at a line to see its trial." +
         thinning_note(figure.lines.size(), figure.trials) + "</p>\n" +
         svg_place("parallel-lines", "parallel coordinates of all trials") + "</section>\n";
}

}  // namespace efs::report
