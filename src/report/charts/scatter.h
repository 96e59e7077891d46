// Accuracy against latency: the trials as points, and the Pareto front.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/charts/charts.h"

namespace efs::report {

struct ScatterFigure {
  search::Metric accuracy;
  std::string target;  // its name, where it has one
  std::string suffix;  // of its section and its file: "" or, for further targets, "-nano"
  Rows others;         // comparable (front.h), as are those of the front
  Rows front;          // by rising latency
  /// The one in the fitness; absent when the expression does not use it.
  std::optional<double> target_latency_ms;
  double reference_latency_ms = 0.0;
  std::optional<double> hypervolume;  // of the front
};

/// The study's targets, the first one first.
std::vector<ScatterFigure> scatter_figures(const ReportSource& source, const Rows& rows);

DrawnChart draw_scatters(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
