// A plot with two axes, as plain data, and its drawing as SVG.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace efs::report {

struct PlotPoint {
  double x = 0.0;
  double y = 0.0;
  std::string label;  // written beside the point; empty: none
};

struct Series {
  std::string label;  // in the legend; empty: not in it
  std::string colour;
  bool line = true;
  bool dashed = false;
  bool markers = true;
  std::vector<PlotPoint> points;
};

struct Plot {
  std::string title;
  std::string x_label;
  std::string y_label;
  bool x_integers = false;
  /// For a wide range of positive values.
  bool x_logarithmic = false;
  bool y_from_zero = false;
  /// A dashed vertical line with its name.
  std::optional<PlotPoint> x_mark;
  std::vector<Series> series;
};

struct NamedPlot {
  std::string file;  // "stage1_val_loss.svg", in the study folder's plots/
  Plot plot;
};

/// A whole SVG file. Points that are not finite (or not positive on a logarithmic axis) are left
/// out and interrupt their line; without any point the plot says that there is no data.
std::string to_svg(const Plot& plot);

}  // namespace efs::report
