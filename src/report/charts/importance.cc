#include "report/charts/importance.h"

#include <fmt/format.h>

#include "report/drawing/html_parts.h"
#include "report/drawing/json_parts.h"

namespace efs::report {
namespace {

std::string section(const search::Importance& importance) {
  if (importance.shares.empty()) return "";
  return open_section(
             "importance", "Importance of the parameters",
             fmt::format(
                 "PED-ANOVA (<a href=\"https://arxiv.org/abs/2304.10255\">Watanabe et al. "
                 "2023</a>): how differently each parameter is distributed among the best {} of {} "
                 "trials by fitness, in shares of 1. A parameter with many values gets some by "
                 "chance.",
                 importance.top, importance.trials)) +
         fmt::format(
             "<div class=\"canvas\" style=\"height:{}px\"><canvas id=\"importance-bars\" "
             "role=\"img\" aria-label=\"importance of the parameters\"></canvas></div></section>\n",
             56 + 30 * importance.shares.size());
}

Json share_json(const search::ParameterImportance& parameter) {
  return {{"name", parameter.name}, {"share", rounded(parameter.share)}};
}

}  // namespace

search::Importance importance_figure(const ReportSource& source, const Rows& rows) {
  const bool maximise = source.fitness.direction == search::Direction::kMaximize;
  std::vector<search::Observation> observations;
  for (const LeaderboardRow& row : rows) {
    if (!row.fitness || study::is_fruitless(row.state)) continue;
    observations.push_back(
        {source.history.trial(row.trial).params, maximise ? -*row.fitness : *row.fitness});
  }
  return search::parameter_importance(observations);
}

DrawnChart draw_importance(const ReportSource& source, const Rows& rows) {
  const search::Importance importance = importance_figure(source, rows);
  return {section(importance), json_list(importance.shares, share_json)};
}

}  // namespace efs::report
