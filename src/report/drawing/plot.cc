#include "report/drawing/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/drawing/markup.h"
#include "report/drawing/ticks.h"

namespace efs::report {
namespace {

constexpr double kWidth = 760.0;
constexpr double kPlotHeight = 340.0;
constexpr double kLeft = 70.0;
constexpr double kRight = 24.0;
constexpr double kTop = 48.0;
constexpr double kAxisSpace = 52.0;
constexpr double kLabelWidth = 6.9;  // of a letter, about
constexpr double kLegendLine = 20.0;
constexpr double kLegendColumn = (kWidth - kLeft - kRight) / 3.0;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

struct Box {
  double left = 0.0;
  double top = 0.0;
  double right = 0.0;
  double bottom = 0.0;
};

bool overlap(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

bool drawable(const Plot& plot, const PlotPoint& point) {
  return std::isfinite(point.x) && std::isfinite(point.y) && (!plot.x_logarithmic || point.x > 0.0);
}

/// Maps data to pixels and draws, one method a part of the picture.
class Drawing {
 public:
  explicit Drawing(const Plot& plot) : plot_(plot) {
    Range x;
    Range y;
    for (const Series& series : plot.series) {
      for (const PlotPoint& point : series.points) {
        if (!drawable(plot, point)) continue;
        x.add(point.x);
        y.add(point.y);
      }
      legend_entries_ += series.label.empty() ? 0 : 1;
    }
    empty_ = x.low > x.high;
    if (empty_) return;
    if (plot.x_mark) x.add(plot.x_mark->x);
    if (plot.y_from_zero) y.add(0.0);
    x_ticks_ = plot.x_logarithmic ? log_ticks(x.low, x.high)
                                  : linear_ticks(x.low, x.high, 8, plot.x_integers);
    y_ticks_ = linear_ticks(y.low, y.high, 6);
  }

  std::string svg() {
    const double legend_rows = std::ceil(legend_entries_ / 3.0);
    const double height = kTop + kPlotHeight + kAxisSpace + legend_rows * kLegendLine + 8.0;
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"12\" "
        "fill=\"#334155\">\n<title>{2}</title>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        kWidth, height, escape(plot_.title));
    write(kLeft, 26, "start", plot_.title, " font-size=\"15\" font-weight=\"600\"");
    if (empty_) {
      write(kWidth / 2, kTop + kPlotHeight / 2, "middle", "no data yet");
    } else {
      draw_axes();
      draw_mark();
      for (const Series& series : plot_.series) draw_series(series);
      // Above all lines.
      for (const Series& series : plot_.series) draw_point_labels(series);
      draw_legend();
    }
    text_ += "</svg>\n";
    return std::move(text_);
  }

 private:
  double x(double value) const {
    const auto scale = [&](double v) { return plot_.x_logarithmic ? std::log(v) : v; };
    const double low = scale(x_ticks_.front().value);
    const double high = scale(x_ticks_.back().value);
    return kLeft + (scale(value) - low) / (high - low) * (kWidth - kLeft - kRight);
  }
  double y(double value) const {
    const double low = y_ticks_.front().value;
    const double high = y_ticks_.back().value;
    return kTop + (high - value) / (high - low) * kPlotHeight;
  }

  void write(double at_x, double at_y, const char* anchor, const std::string& text,
             const std::string& attributes = "") {
    text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", at_x,
                         at_y, anchor, attributes, escape(text));
  }

  void line(double x1, double y1, double x2, double y2, const std::string& attributes) {
    text_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1,
                         y1, x2, y2, attributes);
  }

  void circle(double at_x, double at_y, const Series& series) {
    text_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\"/>\n", at_x,
                         at_y, escape(series.colour));
  }

  static std::string stroke(const Series& series) {
    return fmt::format("stroke=\"{}\" stroke-width=\"2\"{}", escape(series.colour),
                       series.dashed ? " stroke-dasharray=\"6 4\"" : "");
  }

  void draw_axes() {
    const double bottom = kTop + kPlotHeight;
    for (const Tick& tick : y_ticks_) {
      line(kLeft, y(tick.value), kWidth - kRight, y(tick.value), "stroke=\"#e2e8f0\"");
      write(kLeft - 8, y(tick.value) + 4, "end", tick.label);
    }
    for (const Tick& tick : x_ticks_) {
      line(x(tick.value), bottom, x(tick.value), bottom + 5, "stroke=\"#64748b\"");
      write(x(tick.value), bottom + 19, "middle", tick.label);
    }
    line(kLeft, bottom, kWidth - kRight, bottom, "stroke=\"#64748b\"");
    write((kLeft + kWidth - kRight) / 2, bottom + 38, "middle", plot_.x_label);
    const double middle = kTop + kPlotHeight / 2;
    write(18, middle, "middle", plot_.y_label,
          fmt::format(" transform=\"rotate(-90 18 {:.1f})\"", middle));
  }

  void draw_mark() {
    if (!plot_.x_mark) return;
    const double at = x(plot_.x_mark->x);
    line(at, kTop, at, kTop + kPlotHeight, "stroke=\"#94a3b8\" stroke-dasharray=\"5 4\"");
    const bool right_half = at > kWidth / 2;
    write(right_half ? at - 6 : at + 6, kTop + kPlotHeight - 8, right_half ? "end" : "start",
          plot_.x_mark->label, " fill=\"#64748b\"");
  }

  void draw_series(const Series& series) {
    if (series.line) draw_line(series);
    if (!series.markers) return;
    for (const PlotPoint& point : series.points) {
      if (drawable(plot_, point)) circle(x(point.x), y(point.y), series);
    }
  }

  void draw_line(const Series& series) {
    std::string path;
    bool pen_down = false;
    for (const PlotPoint& point : series.points) {
      if (!drawable(plot_, point)) {
        pen_down = false;
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f}", pen_down ? " L" : " M", x(point.x), y(point.y));
      pen_down = true;
    }
    if (path.empty()) return;
    text_ += fmt::format("<path d=\"{}\" fill=\"none\" {}/>\n", path.substr(1), stroke(series));
  }

  /// Beside its point, where it lies neither on another label nor outside the plot; to the upper
  /// left first, because there is nothing above a rising front.
  void draw_point_labels(const Series& series) {
    for (const PlotPoint& point : series.points) {
      if (point.label.empty() || !drawable(plot_, point)) continue;
      const double width = kLabelWidth * static_cast<double>(point.label.size());
      constexpr std::pair<double, double> kOffsets[] = {{-8, -7},  {8, 16}, {8, -7},   {-8, 16},
                                                        {-8, -21}, {8, 30}, {-8, -35}, {8, 44}};
      for (const auto& [dx, dy] : kOffsets) {
        const double right = dx < 0 ? x(point.x) + dx : x(point.x) + dx + width;
        const Box box{right - width, y(point.y) + dy - 11, right, y(point.y) + dy + 3};
        const bool outside = box.left < kLeft || box.right > kWidth || box.top < kTop - 14 ||
                             box.bottom > kTop + kPlotHeight;
        const bool last = &dx == &std::prev(std::end(kOffsets))->first;
        if (!last && (outside || std::any_of(labels_.begin(), labels_.end(), [&](const Box& other) {
                        return overlap(box, other);
                      }))) {
          continue;
        }
        labels_.push_back(box);
        write(x(point.x) + dx, y(point.y) + dy, dx < 0 ? "end" : "start", point.label,
              " paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"3\"");
        break;
      }
    }
  }

  void draw_legend() {
    int entry = 0;
    for (const Series& series : plot_.series) {
      if (series.label.empty()) continue;
      const double at_x = kLeft + (entry % 3) * kLegendColumn;
      const int row = entry / 3;
      const double at_y = kTop + kPlotHeight + kAxisSpace + 8.0 + row * kLegendLine;
      if (series.line) line(at_x, at_y - 4, at_x + 22, at_y - 4, stroke(series));
      if (series.markers) circle(at_x + 11, at_y - 4, series);
      write(at_x + 28, at_y, "start", series.label);
      ++entry;
    }
  }

  const Plot& plot_;
  std::string text_;
  bool empty_ = true;
  int legend_entries_ = 0;
  std::vector<Tick> x_ticks_;
  std::vector<Tick> y_ticks_;
  std::vector<Box> labels_;
};

}  // namespace

std::string to_svg(const Plot& plot) { return Drawing(plot).svg(); }

}  // namespace efs::report
