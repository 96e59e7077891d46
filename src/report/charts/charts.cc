#include "report/charts/charts.h"

#include "report/charts/importance.h"
#include "report/charts/learning.h"
#include "report/charts/networks.h"
#include "report/charts/parallel.h"
#include "report/charts/progress.h"
#include "report/charts/recall.h"
#include "report/charts/rungs.h"
#include "report/charts/scatter.h"
#include "report/charts/stages.h"
#include "report/charts/timeline.h"
#include "report/drawing/json_parts.h"
#include "report/drawing/palette.h"

namespace efs::report {

const std::vector<Chart>& charts() {
  static const std::vector<Chart> table{
      {"scatters", "front", "Accuracy and latency", draw_scatters},
      {"networks", "networks", "Networks", draw_networks},
      {"recall", "recall", "Recall", draw_recall},
      {"progress", "progress", "Progress", draw_progress},
      {"importance", "importance", "Importance", draw_importance},
      {"parallel", "parallel", "Parameters", draw_parallel},
      {"rungs", "rungs", "Promotions", draw_rungs},
      {"learning", "learning", "Curves", draw_learning},
      {"timeline", "timeline", "Timeline", draw_timeline},
      {"stages", "stage1", "Stages", draw_stages},
  };
  return table;
}

std::vector<DrawnChart> draw_charts(const ReportSource& source, const Rows& rows) {
  std::vector<DrawnChart> drawn;
  for (const Chart& chart : charts()) drawn.push_back(chart.draw(source, rows));
  return drawn;
}

Json chart_data(const ReportSource& source, const std::vector<DrawnChart>& drawn) {
  Json data;
  data["palette"] = kPalette;
  data["accuracy"] = metric_json(source.fitness.task.accuracy_metric());
  for (std::size_t i = 0; i < drawn.size(); ++i) data[charts()[i].key] = drawn[i].data;
  return data;
}

}  // namespace efs::report
